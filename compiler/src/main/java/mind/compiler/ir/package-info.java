/**
 * The SSA form: a {@link mind.compiler.ir.Function} is a list of instructions, each one of 19
 * operations. Builder, verifier, printer and parser; what the operations are is said in {@link
 * mind.compiler.ir.op}.
 */
@NullMarked
package mind.compiler.ir;

import org.jspecify.annotations.NullMarked;
