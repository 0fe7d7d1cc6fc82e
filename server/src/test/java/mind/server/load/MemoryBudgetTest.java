package mind.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import mind.server.failure.ServiceException;
import mind.server.load.MemoryBudget.Reservation;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void waitsInLineUntilThereIsRoom() throws Exception {
    Reservation first = budget.reserve(60);
    CompletableFuture<Reservation> large = CompletableFuture.supplyAsync(() -> budget.reserve(80));
    Thread.sleep(50);
    assertThat(large).isNotDone();
    first.close();
    large.get().close();
    budget.reserve(100).close();
  }

  @Test
  void whoLeavesTheLineKeepsNothing() throws Exception {
    Reservation first = budget.reserve(60);
    CancellableContext context = Context.current().withCancellation();
    CompletableFuture<Reservation> waiting =
        CompletableFuture.supplyAsync(() -> in(context, () -> budget.reserve(80)));
    Thread.sleep(50);
    context.cancel(null);
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(ServiceException.class);
    budget.reserve(40).close();
    first.close();
    budget.reserve(100).close();
  }

  private static <T> T in(Context context, Callable<T> work) {
    try {
      return context.call(work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void moreThanAllIsRefused() {
    assertThatThrownBy(() -> budget.reserve(101))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.reason()).isEqualTo("E6004");
              assertThat(e.retryAfter()).isEmpty();
            });
  }
}
