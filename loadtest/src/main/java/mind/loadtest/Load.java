package mind.loadtest;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: each client calls again as soon as its last call returned. Bounded in time and in
 * calls, so that it always ends by itself.
 */
final class Load {
  private static final long MOST_CALLS_PER_CLIENT = 2_000_000;

  /** Call times beyond this are counted as this. */
  private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();

  private static final int DIGITS = 3;
  private static final int TURNS = 4;

  /**
   * What a load saw.
   *
   * @param latencies of all calls, in nanoseconds
   * @param seconds from the first call to the last one's end
   */
  record Outcome(Histogram latencies, double seconds) {
    static Outcome none() {
      return new Outcome(new Histogram(MOST_NANOS, DIGITS), 0);
    }

    /** Both together. */
    Outcome and(Outcome other) {
      Histogram all = latencies.copy();
      all.add(other.latencies);
      return new Outcome(all, seconds + other.seconds);
    }

    double callsPerSecond() {
      return latencies.getTotalCount() / seconds;
    }

    /** Microseconds that this share of calls stayed within. */
    double micros(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
  }

  private Load() {}

  /** Two loads measured under the same conditions. */
  record Pair(Outcome ours, Outcome theirs) {}

  /**
   * Measures two calls side by side: both are warm before the first sample counts, and they take
   * turns, so that neither has the better minute. Takes three times {@code time}.
   */
  static Pair measure(Runnable ours, Runnable theirs, int clients, Duration time)
      throws InterruptedException {
    Duration half = time.dividedBy(2);
    run(theirs, clients, half);
    run(ours, clients, half);
    Duration turn = time.dividedBy(TURNS);
    Outcome ourSum = Outcome.none();
    Outcome theirSum = Outcome.none();
    for (int i = 0; i < TURNS; i++) {
      theirSum = theirSum.and(run(theirs, clients, turn));
      ourSum = ourSum.and(run(ours, clients, turn));
    }
    return new Pair(ourSum, theirSum);
  }

  private static Outcome run(Runnable call, int clients, Duration time)
      throws InterruptedException {
    Histogram all = new Histogram(MOST_NANOS, DIGITS);
    CountDownLatch ready = new CountDownLatch(clients);
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Histogram>> results = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        results.add(threads.submit(() -> client(call, time, ready)));
      }
      for (Future<Histogram> result : results) {
        all.add(result.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException("a call failed under load", e.getCause());
    }
    return new Outcome(all, (System.nanoTime() - start) * 1e-9);
  }

  private static Histogram client(Runnable call, Duration time, CountDownLatch ready)
      throws InterruptedException {
    Histogram latencies = new Histogram(MOST_NANOS, DIGITS);
    ready.countDown();
    ready.await();
    long end = System.nanoTime() + time.toNanos();
    long before = System.nanoTime();
    for (long calls = 0; calls < MOST_CALLS_PER_CLIENT && before < end; calls++) {
      call.run();
      long after = System.nanoTime();
      latencies.recordValue(Math.min(MOST_NANOS, after - before));
      before = after;
    }
    return latencies;
  }
}
