/** Elementary functions and random numbers as scalar code. */
@NullMarked
package mind.compiler.kernel.math;

import org.jspecify.annotations.NullMarked;
