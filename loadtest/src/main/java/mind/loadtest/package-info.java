/** Benchmarks, load, soak and fault injection. */
@NullMarked
package mind.loadtest;

import org.jspecify.annotations.NullMarked;
