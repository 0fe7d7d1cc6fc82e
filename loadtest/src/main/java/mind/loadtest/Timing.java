package mind.loadtest;

import java.util.Arrays;
import java.util.List;

/** What the calls of all rounds took, in microseconds. */
record Timing(double median, double fastest, int samples) {
  /** Of at least one sample, in nanoseconds. */
  static Timing of(List<long[]> rounds) {
    long[] sorted = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Timing(sorted[sorted.length / 2] / 1e3, sorted[0] / 1e3, sorted.length);
  }
}
