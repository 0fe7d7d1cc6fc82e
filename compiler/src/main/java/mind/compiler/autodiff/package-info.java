/**
 * Reverse-mode differentiation as a rewrite of functions; the rules of the operations do the work.
 */
@NullMarked
package mind.compiler.autodiff;

import org.jspecify.annotations.NullMarked;
