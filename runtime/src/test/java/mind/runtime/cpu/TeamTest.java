package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops shared by threads: each part runs once, loops stand in order, and what goes wrong. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {

  /** Loops that check each other: none may begin before the one before it has ended. */
  private static final class Counted {
    final List<AtomicLong> done = new ArrayList<>();
    final List<Loop> loops = new ArrayList<>();
    final AtomicInteger inside = new AtomicInteger();
    long runs;

    void add(long parts, long costPerPart) {
      AtomicLong own = new AtomicLong();
      AtomicLong before = done.isEmpty() ? new AtomicLong() : done.getLast();
      long expected = loops.isEmpty() ? 0 : partsOf.getLast();
      done.add(own);
      partsOf.add(parts);
      loops.add(
          new Loop(
              parts,
              costPerPart,
              (begin, end) -> {
                inside.incrementAndGet();
                if (before.get() != (runs + 1) * expected) {
                  throw new AssertionError("a loop began before the one before it had ended");
                }
                own.addAndGet(end - begin);
                inside.decrementAndGet();
              }));
    }

    private final List<Long> partsOf = new ArrayList<>();

    void run(Team team, int threads) {
      team.run(threads, () -> {});
      runs++;
      for (int i = 0; i < loops.size(); i++) {
        assertThat(done.get(i)).hasValue(runs * partsOf.get(i));
      }
    }
  }

  /** Shared loops, some in many slices, and small ones before, between and after them. */
  private static Counted mixed() {
    Counted counted = new Counted();
    counted.add(3, 1);
    counted.add(7, Loop.SHARE_COST);
    counted.add(2, Loop.SHARE_COST);
    counted.add(1, 1);
    counted.add(5, 10);
    counted.add(1000, 1 << 22);
    counted.add(1, Long.MAX_VALUE);
    counted.add(1L << 40, 1 << 20);
    counted.add(4, 1);
    return counted;
  }

  @Test
  void everyPartRunsOnceAndInOrder() {
    for (int helpers = 0; helpers <= 4; helpers++) {
      try (Workers workers = new Workers(helpers)) {
        Counted counted = mixed();
        Team team = new Team(workers, counted.loops);
        for (int run = 0; run < 20; run++) {
          counted.run(team, 1 + run % 5);
        }
      }
    }
  }

  /** A second or so of calls: no team may wait for a worker that another has. */
  @Test
  void manyCallersShareFewWorkers() throws InterruptedException {
    for (int helpers = 1; helpers <= 3; helpers++) {
      try (Workers workers = new Workers(helpers)) {
        AtomicInteger ended = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          Thread caller = new Thread(() -> runMany(workers, ended));
          callers.add(caller);
          caller.start();
        }
        for (Thread caller : callers) {
          caller.join();
        }
        assertThat(ended).hasValue(16);
      }
    }
  }

  private static void runMany(Workers workers, AtomicInteger ended) {
    Counted counted = new Counted();
    for (int i = 0; i < 6; i++) {
      counted.add(5, Loop.SHARE_COST);
      counted.add(1, 1);
    }
    Team team = new Team(workers, counted.loops);
    for (int run = 0; run < 200; run++) {
      counted.run(team, 4);
    }
    ended.incrementAndGet();
  }

  @Test
  void moreWorkersThanCores() {
    try (Workers workers = new Workers(4 * Runtime.getRuntime().availableProcessors())) {
      Counted counted = mixed();
      Team team = new Team(workers, counted.loops);
      for (int run = 0; run < 20; run++) {
        counted.run(team, Integer.MAX_VALUE);
      }
    }
  }

  /**
   * Threads that the system starts late: the run that called them goes on, and so do later ones.
   */
  @Test
  void aCallerDependsOnNoWorkerThatHasNotCome() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Workers workers =
        new Workers(
            2,
            worker ->
                Thread.ofPlatform()
                    .daemon()
                    .unstarted(() -> {
                      await(held);
                      worker.run();
                    }));
    try (workers) {
      Counted counted = mixed();
      Team team = new Team(workers, counted.loops);
      counted.run(team, 3);
      held.countDown();
      for (int run = 0; run < 100; run++) {
        counted.run(team, 3);
      }
      assertAllHelp(workers, 3);
    }
  }

  /** Each range ends only when all are begun: so by as many threads. */
  static void assertAllHelp(Workers workers, int threads) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(threads);
    Loop.Body meet =
        (begin, end) -> {
          all.countDown();
          await(all);
        };
    while (!workers.isIdle()) {
      Thread.sleep(1);
    }
    new Team(workers, List.of(new Loop(threads, 1L << 32, meet))).run(threads, () -> {});
    assertThat(all.getCount()).isZero();
  }

  @Test
  void noThreadAllocates() {
    ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Workers workers = new Workers(2)) {
      AtomicLong parts = new AtomicLong();
      Loop loop = new Loop(3, 1 << 20, (begin, end) -> parts.addAndGet(end - begin));
      Team team = new Team(workers, List.of(loop, loop));
      long[] ids =
          Stream.concat(Stream.of(Thread.currentThread()), workers.threads().stream())
              .mapToLong(Thread::threadId)
              .toArray();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 20 && least >= 1000; round++) {
        long before = Arrays.stream(beans.getThreadAllocatedBytes(ids)).sum();
        for (int run = 0; run < 1000; run++) {
          team.run(3, () -> {});
        }
        least = Math.min(least, Arrays.stream(beans.getThreadAllocatedBytes(ids)).sum() - before);
      }
      // Asking for several threads allocates the answer.
      assertThat(least).isLessThan(1000);
      assertThat(parts.get() % 6000).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAPartThrowsEndsAll() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger after = new AtomicInteger();
      AtomicInteger bad = new AtomicInteger(500);
      Loop first =
          new Loop(
              1000,
              1 << 24,
              (begin, end) -> {
                inside.incrementAndGet();
                try {
                  if (begin == bad.get()) {
                    TeamTest.<RuntimeException>throwUnseen(new Exception("unseen"));
                  }
                } finally {
                  inside.decrementAndGet();
                }
              });
      Loop second = new Loop(10, 1 << 24, (begin, end) -> after.addAndGet((int) (end - begin)));
      Loop third = new Loop(1, 1, (begin, end) -> after.addAndGet((int) (end - begin)));
      Team team = new Team(workers, List.of(first, second, third));
      for (int part : new int[] {0, 500, 999}) {
        bad.set(part);
        assertThatThrownBy(() -> team.run(3, () -> {})).hasRootCauseMessage("unseen");
        assertThat(inside).hasValue(0);
        assertThat(after).hasValue(0);
      }
      bad.set(-1);
      team.run(3, () -> {});
      assertThat(after).hasValue(11);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void throwUnseen(Throwable t) throws T {
    throw (T) t;
  }

  /** The check is asked before each slice, so no more of them run than it has let through. */
  @Test
  void aCheckEndsARunBetweenSlices() {
    try (Workers workers = new Workers(2)) {
      for (int threads = 1; threads <= 3; threads++) {
        for (long cost : new long[] {1L << 24, 1L << 50}) {
          AtomicInteger asked = new AtomicInteger();
          AtomicLong parts = new AtomicLong();
          Runnable check =
              () -> {
                if (asked.incrementAndGet() > 5) {
                  throw new IllegalStateException("cancelled");
                }
              };
          Loop loop = new Loop(100, cost, (begin, end) -> parts.addAndGet(end - begin));
          Team team = new Team(workers, List.of(loop));
          int callers = threads;
          assertThatThrownBy(() -> team.run(callers, check)).hasMessage("cancelled");
          assertThat(parts).hasValue(5);
        }
      }
    }
  }

  /** A first loop's cost is too small to wake anyone for. */
  @Test
  void runsAloneWhatIsTooSmallToShare() {
    try (Workers workers = new Workers(2)) {
      List<Thread> threads = new ArrayList<>();
      Loop small =
          new Loop(100, 1, (begin, end) -> threads.add(Thread.currentThread())); // not shared
      Team team = new Team(workers, List.of(small, small));
      for (int run = 0; run < 100; run++) {
        team.run(3, () -> {});
      }
      assertThat(threads).hasSize(200).containsOnly(Thread.currentThread());
    }
  }
}
