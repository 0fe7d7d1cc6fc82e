/**
 * The elementary functions and the random generator as scalar code, so that one text decides their
 * bits on every target. See docs/numerics.md for the accuracy of each.
 *
 * <p>{@link mind.compiler.kernel.math.Elementary} and {@link mind.compiler.kernel.math.Philox} are
 * the entries. The code is branch-free and made for vectors: every lane runs all of it, so
 * out-of-range arguments are clamped before they reach a shift or a table, and special cases are
 * selected at the end. All of it works in F64; an F32 argument is widened, its function evaluated
 * to about 2^-30, and the result rounded once, which costs half the vector lanes but leaves errors
 * barely above half an ulp. Integers are taken from and made into floats through their bits, since
 * no AVX2 instruction converts 64-bit ones.
 */
@NullMarked
package mind.compiler.kernel.math;

import org.jspecify.annotations.NullMarked;
