package mind.runtime.cpu;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs loops one after the other, each shared by the caller and the workers it can have. Made once
 * and run many times, by one caller at a time; a run allocates nothing.
 *
 * <p>All members walk all loops. A loop's parts are dealt to members as ranges, the same to the
 * same member each time, since what a member wrote in one loop or call is in its cache for the
 * next. A member takes the slices of its own range first. When it has none left it waits for the
 * others, and if that takes long, takes over slices that nobody has started. So the caller depends
 * on no worker that was called but hasn't come: it may be asleep, or the system may run something
 * else.
 *
 * <p>A loop has ended when as many slices are counted as it has; that is the barrier, and all that
 * members wait for. Loops too small to share are the caller's alone, and where some stand between
 * shared ones the caller counts one more when it is through with them.
 *
 * <p>Numbers only grow: {@code done} counts slices over all runs, and a range's claim holds the
 * ticket of the loop that it was last claimed for, above the number of slices that were taken. A
 * worker that comes after the run that it was called for, even during a later one, finds claims
 * with higher tickets and a higher count, takes nothing, and leaves. Nothing waits for it either:
 * no slice, and so no kernel and no memory of a call, is touched without a claim, and a run ends
 * when all that was claimed is done.
 *
 * <p>What a slice throws is kept; the slices left are then counted without being run, which ends
 * all members' walks soon and leaves the counts as they must be.
 */
final class Team {
  /** Words between counters that different threads write: two lines, which are fetched together. */
  private static final int STRIDE = 16;

  private static final int DONE = 0;

  /** Words that only the caller uses, kept apart from those that workers read. */
  private static final int TICKET = STRIDE;

  private static final int TARGET = STRIDE + 1;
  private static final int ENDED = STRIDE + 2;
  private static final int CALLED = STRIDE + 3;
  private static final int CLAIMS = 2 * STRIDE;
  private static final int SLICE_BITS = 16;

  /** From here on sleeping workers are worth being woken: about 10 us of fast code. */
  private static final long WAKE_COST = 1 << 20;

  private final Workers workers;
  private final Loop[] loops;
  private final int lastShared;
  private final int widest;
  private final boolean waking;
  private final Workers.Worker[] taken;
  private final AtomicLongArray counters;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private Runnable check = () -> {};

  Team(Workers workers, List<Loop> loops) {
    this.workers = workers;
    this.loops = loops.toArray(new Loop[0]);
    int last = -1;
    int width = 1;
    long cost = 0;
    for (int i = 0; i < this.loops.length; i++) {
      if (this.loops[i].width() > 1) {
        last = i;
        width = Math.max(width, this.loops[i].width());
        cost += Math.min(WAKE_COST, this.loops[i].cost());
      }
    }
    lastShared = last;
    widest = Math.min(width, workers.count() + 1);
    waking = cost >= WAKE_COST;
    taken = new Workers.Worker[widest - 1];
    counters = new AtomicLongArray(CLAIMS + widest * STRIDE);
    counters.setPlain(TICKET, 1);
    counters.setPlain(ENDED, System.nanoTime() - Workers.AWAKE_NANOS);
  }

  /**
   * Runs all loops and returns when they are done, or ends early and throws what a slice or the
   * check threw, once no thread is in a slice any more.
   *
   * @param threads that may work at one time, the caller's included
   * @param check called before each slice, on any of the threads
   */
  void run(int threads, Runnable check) {
    begin(check);
    int wanted = Math.min(threads, widest) - 1;
    long ticket = counters.getPlain(TICKET);
    long target = counters.getPlain(TARGET);
    int called = wanted > 0 ? call(wanted, ticket, target) : 0;
    counters.setPlain(TARGET, lead(1 + called, ticket, target));
    counters.setPlain(TICKET, ticket + loops.length);
    if (wanted > 0 && !waking) {
      counters.setPlain(ENDED, System.nanoTime());
    }
    switch (failure.getPlain()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable t -> throw new IllegalStateException(t);
    }
  }

  private int call(int wanted, long ticket, long target) {
    int expected = (int) Math.min(wanted, counters.getPlain(CALLED));
    int called = workers.call(this, taken, wanted, expected, isWorthWaking(), ticket, target);
    counters.setPlain(CALLED, called);
    return called;
  }

  /** What is as it was is not written: workers would have to fetch it anew. */
  @SuppressWarnings("ReferenceEquality") // two that are equal may still do different things
  private void begin(Runnable check) {
    if (this.check != check) {
      this.check = check;
    }
    if (failure.getPlain() != null) {
      failure.setPlain(null);
    }
  }

  /**
   * Small runs are worth it too where one comes after the other: woken once, workers stay awake.
   */
  private boolean isWorthWaking() {
    return waking || System.nanoTime() - counters.getPlain(ENDED) < Workers.AWAKE_NANOS;
  }

  /** The caller's walk; gives the count that all slices of this run lead to. */
  private long lead(int members, long ticket, long target) {
    long count = target;
    boolean wasAlone = false;
    for (int i = 0; i < loops.length; i++) {
      Loop loop = loops[i];
      int ranges = Math.min(members, loop.width());
      if (ranges == 1) {
        runAlone(loop);
        wasAlone = members > 1;
        continue;
      }
      if (wasAlone) {
        wasAlone = false;
        count(1);
        count++;
      }
      count += share(loop, ticket + i, 0, ranges, count);
    }
    return count;
  }

  /**
   * A worker's walk; it leaves without waiting for the others.
   *
   * @param ticket of the run's first loop
   * @param target the count at which the run begins
   */
  void help(int member, int members, long ticket, long target) {
    long count = target;
    boolean isAlone = false; // the caller
    for (int i = 0; i <= lastShared; i++) {
      Loop loop = loops[i];
      int ranges = Math.min(members, loop.width());
      if (ranges == 1) {
        isAlone = true;
        continue;
      }
      if (isAlone) {
        isAlone = false;
        count++;
        await(count);
      }
      if (i < lastShared) {
        count += share(loop, ticket + i, member, ranges, count);
      } else {
        helpLast(loop, ticket + i, member, ranges);
      }
    }
  }

  /** Where slices are short, the caller sees to those of members that haven't come. */
  private void helpLast(Loop loop, long ticket, int member, int ranges) {
    int slices = loop.slices(ranges);
    if (member < ranges) {
      count(take(loop, ticket, member, ranges, slices));
    }
    if (slices > 1) {
      count(takeOver(loop, ticket, member, ranges, slices));
    }
  }

  /** Counts slices that are done. */
  private void count(long slices) {
    if (slices > 0) {
      counters.getAndAdd(DONE, slices);
    }
  }

  /** A member's part in a loop, to the loop's end; gives the number of the loop's slices. */
  private long share(Loop loop, long ticket, int member, int ranges, long before) {
    int slices = loop.slices(ranges);
    long after = before + (long) ranges * slices;
    if (member < ranges) {
      count(take(loop, ticket, member, ranges, slices));
    }
    for (int turn = 1; counters.getAcquire(DONE) < after; turn++) {
      if (turn % Waiting.PATIENCE == 0) {
        long taken = takeOver(loop, ticket, member, ranges, slices);
        if (taken > 0) {
          count(taken);
          turn = 1;
          continue;
        }
      }
      Waiting.turn(turn);
    }
    return after - before;
  }

  private void await(long count) {
    for (int turn = 1; counters.getAcquire(DONE) < count; turn++) {
      Waiting.turn(turn);
    }
  }

  private long takeOver(Loop loop, long ticket, int member, int ranges, int slices) {
    long taken = 0;
    for (int i = 1; i <= ranges; i++) {
      taken += take(loop, ticket, (member + i) % ranges, ranges, slices);
    }
    return taken;
  }

  /** Runs what slices of a range nobody has taken, one after the other; gives their number. */
  private long take(Loop loop, long ticket, int range, int ranges, int slices) {
    int claim = CLAIMS + range * STRIDE;
    long first = ticket << SLICE_BITS;
    long end = first + slices;
    long taken = 0;
    long seen = counters.getAcquire(claim);
    while (seen < end) {
      boolean hasFailed = failure.get() != null;
      long from = Math.max(seen, first);
      long to = hasFailed ? end : from + 1;
      long witness = counters.compareAndExchange(claim, seen, to);
      if (witness != seen) {
        seen = witness;
        continue;
      }
      if (!hasFailed) {
        run(loop, range, ranges, (int) (from - first), slices);
      }
      taken += to - from;
      seen = to;
    }
    return taken;
  }

  private void runAlone(Loop loop) {
    int slices = loop.slices(1);
    for (int slice = 0; slice < slices && failure.getPlain() == null; slice++) {
      run(loop, 0, 1, slice, slices);
    }
  }

  private void run(Loop loop, int range, int ranges, int slice, int slices) {
    try {
      check.run();
      loop.run(range, ranges, slice, slices);
    } catch (Throwable t) { // also a checked one that was thrown unseen: each slice counts
      failure.compareAndSet(null, t);
    }
  }
}
