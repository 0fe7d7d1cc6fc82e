package mind.loadtest;

import java.time.Duration;
import java.util.Arrays;

/** Times calls one by one. */
final class Calls {
  /** The share of the time that goes before the first sample. */
  private static final int WARM_UP = 5;

  private Calls() {}

  /** Nanoseconds of each call within the time, at least one, after a warm-up. */
  static long[] time(Runnable call, Duration time) {
    long warm = System.nanoTime() + time.toNanos() / WARM_UP;
    do {
      call.run();
    } while (System.nanoTime() < warm);
    long[] samples = new long[1024];
    int count = 0;
    long end = System.nanoTime() + time.toNanos();
    long after;
    do {
      long before = System.nanoTime();
      call.run();
      after = System.nanoTime();
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, 2 * count);
      }
      samples[count++] = after - before;
    } while (after < end);
    return Arrays.copyOf(samples, count);
  }
}
