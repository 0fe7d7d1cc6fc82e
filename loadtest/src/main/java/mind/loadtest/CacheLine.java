package mind.loadtest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a cache line takes from one CPU to another right now. Hosts move virtual CPUs between
 * cores, which changes every figure of threads that talk to each other: figures are comparable only
 * where this one is alike.
 */
final class CacheLine {
  private static final int ROUNDS = 1_000;
  private static final int SAMPLES = 8;

  private CacheLine() {}

  /** One-way latency in nanoseconds: the best of a few samples of two threads playing ping-pong. */
  static double nanos() throws InterruptedException {
    double best = Double.POSITIVE_INFINITY;
    for (int sample = 0; sample < SAMPLES; sample++) {
      best = Math.min(best, sample());
    }
    return best;
  }

  private static double sample() throws InterruptedException {
    AtomicLong ball = new AtomicLong();
    Thread other = Thread.ofPlatform().daemon().start(() -> play(ball, 1));
    long start = System.nanoTime();
    play(ball, 0);
    other.join();
    return (System.nanoTime() - start) / (2.0 * ROUNDS);
  }

  /** Waits for the counter to be even or odd, ROUNDS times, and passes it on. */
  @SuppressWarnings("ThreadPriorityCheck") // yields: see below
  private static void play(AtomicLong ball, int parity) {
    for (int round = 0; round < ROUNDS; round++) {
      long mine = 2L * round + parity;
      for (long spins = 0; ball.get() != mine; spins++) {
        // With one CPU for both threads the other can only answer when this one gives way.
        if (spins % 1024 == 1023) {
          Thread.yield();
        }
        Thread.onSpinWait();
      }
      ball.set(mine + 1);
    }
  }
}
