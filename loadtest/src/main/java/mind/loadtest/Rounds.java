package mind.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import mind.loadtest.peer.PeerFailure;

/**
 * Contestants that are measured in turns: ours, the first peer, the second, ..., ours again. What
 * the machine does at its worse moments then falls on all of them.
 */
final class Rounds {
  /** Three or more: the median of all rounds then leaves out one that was disturbed. */
  private static final int ROUNDS = 5;

  /** How long a peer's idle threads may look for work before they sleep. */
  private static final Duration QUIET = Duration.ofMillis(30);

  private final SequencedMap<String, Contestant> contestants = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  void add(String name, Contestant contestant) {
    contestants.put(name, contestant);
  }

  /**
   * Measures all.
   *
   * @param each how long each contestant is measured, all rounds together
   * @return timings by name; a contestant that fails has none
   */
  Map<String, Timing> play(Duration each) throws InterruptedException {
    Map<String, List<long[]>> samples = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
        String name = contestant.getKey();
        if (failures.containsKey(name)) {
          continue;
        }
        Thread.sleep(QUIET);
        try {
          long[] measured = contestant.getValue().measure(each.dividedBy(ROUNDS));
          samples.computeIfAbsent(name, n -> new ArrayList<>()).add(measured);
        } catch (PeerFailure e) {
          failures.put(name, String.valueOf(e.getMessage()));
        }
      }
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    samples.forEach((name, rounds) -> timings.put(name, Timing.of(rounds)));
    timings.keySet().removeAll(failures.keySet());
    return timings;
  }

  /** Why a contestant has no timing. */
  Optional<String> failure(String name) {
    return Optional.ofNullable(failures.get(name));
  }
}
