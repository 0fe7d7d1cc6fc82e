package mind.server.load;

import io.grpc.Context;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;

/** Waits no longer than the caller of the current RPC does. */
public final class Patience {
  private Patience() {}

  /**
   * Waits for a result.
   *
   * @throws ServiceException E6007 at the RPC's deadline, CANCELLED when its caller left
   */
  public static <T> T await(CompletableFuture<T> result) {
    Context context = Context.current();
    CompletableFuture<T> given = result.copy();
    Context.CancellationListener listener =
        cancelled -> given.completeExceptionally(reasonOf(cancelled));
    context.addListener(listener, Runnable::run);
    try {
      return given.get();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause() == null ? e : e.getCause());
    } catch (CancellationException e) {
      throw gone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gone();
    } finally {
      context.removeListener(listener);
    }
  }

  /** Throws what {@link #await} would, if the caller has left or its deadline has passed. */
  public static void check() {
    if (Context.current().isCancelled()) {
      throw reasonOf(Context.current());
    }
  }

  private static ServiceException reasonOf(Context context) {
    return context.cancellationCause() instanceof TimeoutException
        ? ServiceException.of("E6007", "the deadline passed before there was a result")
        : gone();
  }

  private static ServiceException gone() {
    return ServiceException.of(Reason.CANCELLED, "the request was cancelled");
  }

  private static RuntimeException unchecked(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }
}
