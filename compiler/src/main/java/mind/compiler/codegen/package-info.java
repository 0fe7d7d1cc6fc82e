/** Kernels as units of code: their keys and names. */
@NullMarked
package mind.compiler.codegen;

import org.jspecify.annotations.NullMarked;
