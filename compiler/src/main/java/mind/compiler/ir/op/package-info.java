/**
 * The 19 operations. Each is one record that carries all of its rules: text form, type rule,
 * reference evaluation, derivative and lowering to nests. Nothing outside this package names an
 * operation to decide what to do with it.
 */
@NullMarked
package mind.compiler.ir.op;

import org.jspecify.annotations.NullMarked;
