package mind.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import mind.server.failure.ServiceException;
import org.junit.jupiter.api.Test;

final class WorkPoolTest {
  @Test
  void queuedWorkWhoseCallerLeftIsNeverDone() throws Exception {
    try (WorkPool pool = new WorkPool("test", 1, 1)) {
      CountDownLatch gate = new CountDownLatch(1);
      CompletableFuture<Boolean> busy =
          pool.submit(() -> {
            gate.await();
            return true;
          });
      AtomicBoolean done = new AtomicBoolean();
      CancellableContext gone = Context.current().withCancellation();
      gone.cancel(null);
      assertThatThrownBy(() -> gone.call(() -> pool.call(() -> done.getAndSet(true))))
          .isInstanceOf(ServiceException.class);
      assertThat(pool.queued()).isZero();
      gate.countDown();
      assertThat(busy.get()).isTrue();
      assertThat(pool.call(() -> 7)).isEqualTo(7);
      assertThat(done).isFalse();
    }
  }
}
