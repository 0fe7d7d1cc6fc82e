package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pieces of work, and what goes wrong with them. */
class WorkersTest {
  /** While a piece runs, the caller's memory is in use. */
  @Test
  @Timeout(60)
  void waitsForAHelperWhenTheNextCannotBeHad() {
    CountDownLatch inPiece = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    ExecutorService oneThread =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>()) {
          @Override
          public void execute(Runnable work) {
            super.execute(work);
            await(inPiece);
          }
        };
    try (Workers workers = new Workers(oneThread, 2)) {
      assertThatThrownBy(() ->
              workers.run(
                  3,
                  4,
                  p -> {
                    running.incrementAndGet();
                    inPiece.countDown();
                    sleep();
                    running.decrementAndGet();
                  }))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(running).hasValue(0);
    }
  }

  @Test
  @Timeout(60)
  void throwsWhatAPieceThrows() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(() ->
              workers.run(
                  3, 100, p -> WorkersTest.<RuntimeException>throwUnseen(new Exception("unseen"))))
          .hasRootCauseMessage("unseen");
      AtomicInteger pieces = new AtomicInteger();
      workers.run(3, 100, p -> pieces.incrementAndGet());
      assertThat(pieces).hasValue(100);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void throwUnseen(Throwable t) throws T {
    throw (T) t;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
