/** Accuracy, special cases and published vectors of the elementary functions and of Philox. */
@NullMarked
package mind.compiler.kernel.math;

import org.jspecify.annotations.NullMarked;
