/**
 * Named passes, Function to Function, each keeping every output's bits; {@link
 * mind.compiler.optimise.Optimiser} lists them.
 */
@NullMarked
package mind.compiler.optimise;

import org.jspecify.annotations.NullMarked;
