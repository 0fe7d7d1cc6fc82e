/**
 * Functions as MLIR text: every nest of an operation's lowering becomes a {@code linalg.generic}
 * over tensors, or loops where its results are no whole rectangle. Knows nests, not operations.
 */
@NullMarked
package mind.compiler.mlir;

import org.jspecify.annotations.NullMarked;
