package mind.loadtest;

import java.time.Duration;
import mind.loadtest.peer.PeerFailure;

/** What is measured in turns with others. */
interface Contestant {
  /**
   * Calls for about so long, after a warm-up.
   *
   * @return the time of each call, in nanoseconds
   */
  long[] measure(Duration time) throws PeerFailure;
}
