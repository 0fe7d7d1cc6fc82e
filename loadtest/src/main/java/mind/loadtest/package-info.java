/** Benchmarks of {@code mind bench}: load on a server over loopback, beside an echo as the peer. */
@NullMarked
package mind.loadtest;

import org.jspecify.annotations.NullMarked;
