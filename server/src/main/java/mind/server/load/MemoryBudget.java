package mind.server.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import mind.server.failure.ServiceException;

/**
 * One number of bytes that runs share; whoever finds too few left waits, first come first served.
 */
public final class MemoryBudget {
  private final long total;
  private long free;
  private final Deque<Waiter> waiting = new ArrayDeque<>();

  public MemoryBudget(long total) {
    this.total = total;
    free = total;
  }

  private record Waiter(long bytes, CompletableFuture<Boolean> admitted) {}

  /** Bytes that are spoken for until this is closed. */
  public interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Refuses what could never be reserved.
   *
   * @throws ServiceException E6004 if it is more than the whole budget
   */
  public void check(long bytes) {
    if (bytes > total) {
      throw ServiceException.of(
          "E6004",
          "one run needs %d bytes for its inputs, outputs and intermediate values; all runs together have %d here (memory.execute_bytes)"
              .formatted(bytes, total));
    }
  }

  /**
   * Reserves bytes, waiting for them as long as the current RPC may.
   *
   * @throws ServiceException as {@link #check} and {@link Patience#await} say
   */
  public Reservation reserve(long bytes) {
    check(bytes);
    Waiter waiter = new Waiter(bytes, new CompletableFuture<>());
    enter(waiter);
    try {
      Patience.await(waiter.admitted());
    } catch (RuntimeException | Error e) {
      leave(waiter);
      throw e;
    }
    return () -> leave(waiter);
  }

  private synchronized void enter(Waiter waiter) {
    waiting.add(waiter);
    admit();
  }

  private synchronized void leave(Waiter waiter) {
    if (!waiting.remove(waiter)) {
      free += waiter.bytes();
    }
    admit();
  }

  /** Only the first in line is looked at: small runs must not starve a large one. */
  private void admit() {
    for (Waiter next = waiting.peek();
        next != null && next.bytes() <= free;
        next = waiting.peek()) {
      waiting.remove();
      free -= next.bytes();
      next.admitted().complete(true);
    }
  }
}
