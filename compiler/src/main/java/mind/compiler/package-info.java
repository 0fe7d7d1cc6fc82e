/**
 * The compiler as a plain library: no RPC, no network, no state that calls share but a pool of code
 * generators.
 *
 * <p>A program passes through these packages in order:
 *
 * <ol>
 *   <li>{@link mind.compiler.source}, {@link mind.compiler.diagnostic}: text with positions, and
 *       what is said about it
 *   <li>{@link mind.compiler.syntax}: bytes to tokens to syntax tree
 *   <li>{@link mind.compiler.check}: names, dtypes and shapes; syntax tree to IR in one pass
 *   <li>{@link mind.compiler.ir}, {@link mind.compiler.ir.op}: functions of 19 operations; {@link
 *       mind.compiler.interpret} says what they mean
 *   <li>{@link mind.compiler.autodiff}: function to function with gradients
 *   <li>{@link mind.compiler.optimise}: named passes that keep every bit
 *   <li>{@link mind.compiler.schedule}: function to fused loop nests ({@link mind.compiler.kernel})
 *       and a plan of buffers
 *   <li>{@link mind.compiler.codegen}: nests to object code by LLVM
 *   <li>{@link mind.compiler.artifact}: manifest and code, content-addressed
 * </ol>
 *
 * <p>Beside them, {@link mind.compiler.format} lays out source text, {@link mind.compiler.editor}
 * says what an editor shows of it, and {@link mind.compiler.mlir} writes functions for MLIR's
 * tools.
 *
 * <p>{@link mind.compiler.Compiler} is that pipeline as one class.
 */
@NullMarked
package mind.compiler;

import org.jspecify.annotations.NullMarked;
