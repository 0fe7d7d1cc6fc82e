package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Threads that start each round together and wait for each other at its end, without sleeping in
 * between: what a round takes is the work and a cache line's way there and back.
 */
final class Crew implements AutoCloseable {
  /** Waits this long before it lets another thread have the CPU, which there may be too few of. */
  private static final int SPINS = 10_000;

  private final int threads;
  private final IntConsumer work;
  private final AtomicLong round = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private final List<Thread> helpers = new ArrayList<>();
  private volatile boolean ended;

  /**
   * @param threads the caller's included
   * @param work of one round, given the number of the thread
   */
  Crew(int threads, IntConsumer work) {
    this.threads = threads;
    this.work = work;
    for (int i = 1; i < threads; i++) {
      int number = i;
      helpers.add(Thread.ofPlatform().daemon().start(() -> help(number)));
    }
  }

  /** One round. */
  void run() {
    pending.set(threads - 1);
    round.incrementAndGet();
    work.accept(0);
    for (int spins = 0; pending.get() > 0; spins++) {
      pause(spins);
    }
  }

  private void help(int number) {
    for (long next = 1; ; next++) {
      for (int spins = 0; round.get() < next; spins++) {
        pause(spins);
      }
      if (ended) {
        return;
      }
      work.accept(number);
      pending.decrementAndGet();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields: see SPINS
  private static void pause(int spins) {
    if (spins % SPINS == SPINS - 1) {
      Thread.yield();
    }
    Thread.onSpinWait();
  }

  @Override
  public void close() {
    ended = true;
    round.incrementAndGet();
    for (Thread helper : helpers) {
      try {
        helper.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
