/** MLIR text; that it means the right thing is checked by tools/test.d/26-mlir.sh. */
@NullMarked
package mind.compiler.mlir;

import org.jspecify.annotations.NullMarked;
