package mind.runtime.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that help callers. A call takes idle ones by one compare-and-set each
 * and never waits for any: it gets fewer where others have them, and works alone where none is
 * idle.
 *
 * <p>A worker without work looks for some for a while, as waking a sleeping one takes 5 to 50 us,
 * as long as many programs run; then it sleeps. Sleeping ones are taken last, and only for a call
 * that is worth it. The caller wakes one and goes to work; each that is woken wakes two more.
 */
final class Workers implements AutoCloseable {
  /**
   * How long an idle worker stays awake: about what waking it takes, so that it never costs more
   * than twice the best that could have been done.
   */
  static final long AWAKE_NANOS = 100_000;

  private static final int LOOKS_PER_CLOCK = 32;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;
  private static final int TAKEN = 2;
  private static final int CALLED = 3;
  private static final int GONE = 4;

  /**
   * A worker's words: its state, and what it is called for, which is written while it is taken.
   * They are in one line and go from core to core together; two lines are fetched together.
   */
  private static final int STRIDE = 16;

  private static final int MEMBER = 1;
  private static final int MEMBERS = 2;
  private static final int TICKET = 3;
  private static final int TARGET = 4;

  /**
   * How often a caller looks for workers that helped it a moment ago and must be about to leave.
   */
  private static final int LOOKS_FOR_LEAVING = 10;

  private final AtomicLongArray words;
  private final Worker[] all;
  private volatile boolean closed;

  /**
   * @param count threads besides the callers'; all run from the start, so that one that can't be
   *     had is no call's failure
   */
  Workers(int count) {
    this(count, Thread.ofPlatform().daemon().name("mind-worker-", 0).factory());
  }

  /**
   * @param threads makes the threads
   */
  Workers(int count, ThreadFactory threads) {
    words = new AtomicLongArray(count * STRIDE);
    all = new Worker[count];
    Arrays.setAll(all, i -> new Worker(i, threads));
    try {
      for (Worker worker : all) {
        worker.thread.start();
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  int count() {
    return all.length;
  }

  /**
   * Takes idle workers and sends each to {@link Team#help}.
   *
   * @param taken for those that are taken; as many at most as it is long
   * @param expected how many must be awake, or about to be
   * @param waking whether those that sleep are taken too
   * @param ticket to be handed on, as {@code target}
   * @return how many it took; they are members 1 and up
   */
  int call(
      Team team,
      @Nullable Worker[] taken,
      int wanted,
      int expected,
      boolean waking,
      long ticket,
      long target) {
    int awake = take(taken, 0, wanted, AWAKE);
    for (int look = 0; awake < expected && look < LOOKS_FOR_LEAVING; look++) {
      Thread.onSpinWait();
      awake = take(taken, awake, wanted, AWAKE);
    }
    int members = waking && awake < wanted ? take(taken, awake, wanted, ASLEEP) : awake;
    for (int i = 0; i < members; i++) {
      Worker worker = taken[i];
      int child = awake + 2 * (i - awake) + 1; // where i is one that slept
      worker.setUp(
          team,
          i >= awake && child < members ? taken[child] : null,
          i >= awake && child + 1 < members ? taken[child + 1] : null);
      words.setPlain(worker.at + MEMBER, i + 1);
      words.setPlain(worker.at + MEMBERS, members + 1);
      words.setPlain(worker.at + TICKET, ticket);
      words.setPlain(worker.at + TARGET, target);
      words.setRelease(worker.at, CALLED);
    }
    if (awake < members) {
      LockSupport.unpark(taken[awake].thread);
    }
    return members;
  }

  private int take(@Nullable Worker[] taken, int have, int wanted, int state) {
    int next = have;
    for (int i = 0; i < all.length && next < wanted; i++) {
      Worker worker = all[i];
      if (words.getAcquire(worker.at) == state && words.compareAndSet(worker.at, state, TAKEN)) {
        if (taken[next] != worker) {
          taken[next] = worker;
        }
        next++;
      }
    }
    return next;
  }

  /** Sends the threads away, each when it has no work any more. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : all) {
      LockSupport.unpark(worker.thread);
    }
  }

  /** The threads, for tests. */
  List<Thread> threads() {
    return Arrays.stream(all).map(worker -> worker.thread).toList();
  }

  /** Whether no call has any of them, for tests. */
  boolean isIdle() {
    return Arrays.stream(all).allMatch(worker -> words.getAcquire(worker.at) <= ASLEEP);
  }

  /** One thread. */
  final class Worker implements Runnable {
    private final int at;
    private final Thread thread;

    // Written while it is taken, and only where they change: most calls are the team's that called
    // last, and a reference that is written is work for the collector too.
    private @Nullable Team team;
    private @Nullable Worker first;
    private @Nullable Worker second;

    private Worker(int number, ThreadFactory threads) {
      at = number * STRIDE;
      thread = threads.newThread(this);
    }

    /**
     * @param first to be woken, as {@code second}
     */
    private void setUp(Team team, @Nullable Worker first, @Nullable Worker second) {
      if (this.team != team) {
        this.team = team;
      }
      if (this.first != first) {
        this.first = first;
      }
      if (this.second != second) {
        this.second = second;
      }
    }

    @Override
    public void run() {
      while (awaitCall()) {
        wake(first);
        wake(second);
        Objects.requireNonNull(team)
            .help(
                (int) words.getPlain(at + MEMBER),
                (int) words.getPlain(at + MEMBERS),
                words.getPlain(at + TICKET),
                words.getPlain(at + TARGET));
        words.setRelease(at, AWAKE);
      }
    }

    private static void wake(@Nullable Worker worker) {
      if (worker != null) {
        LockSupport.unpark(worker.thread);
      }
    }

    /** Waits for a call; false when there will be none. */
    private boolean awaitCall() {
      long since = System.nanoTime();
      for (int look = 1; words.getAcquire(at) != CALLED; look++) {
        Thread.onSpinWait();
        if (look % LOOKS_PER_CLOCK == 0
            && System.nanoTime() - since > AWAKE_NANOS
            && words.compareAndSet(at, AWAKE, TAKEN)) {
          team = null; // which may be large, and nobody's any more
          words.set(at, ASLEEP);
          return sleep();
        }
      }
      return true;
    }

    private boolean sleep() {
      while (words.getAcquire(at) != CALLED) {
        if (closed && words.compareAndSet(at, ASLEEP, GONE)) {
          return false;
        }
        LockSupport.park(this);
      }
      return true;
    }
  }
}
