package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that fall asleep, wake up, and end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
  @Test
  void sleepingWorkersWakeForALargeRun() throws InterruptedException {
    try (Workers workers = new Workers(7)) {
      for (int run = 0; run < 3; run++) {
        awaitSleep(workers);
        TeamTest.assertAllHelp(workers, 8);
      }
    }
  }

  private static void awaitSleep(Workers workers) throws InterruptedException {
    for (Thread thread : workers.threads()) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void aClosedPoolHelpsNobody() throws InterruptedException {
    for (boolean asleep : new boolean[] {false, true}) {
      Workers workers = new Workers(3);
      if (asleep) {
        awaitSleep(workers);
      }
      workers.close();
      for (Thread thread : workers.threads()) {
        thread.join();
      }
      AtomicLong parts = new AtomicLong();
      Loop loop = new Loop(100, 1 << 24, (begin, end) -> parts.addAndGet(end - begin));
      new Team(workers, List.of(loop)).run(4, () -> {});
      assertThat(parts).hasValue(100);
    }
  }
}
