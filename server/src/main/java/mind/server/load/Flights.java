package mind.server.load;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Identical work under way at the same time is done once.
 *
 * <p>A flight belongs to nobody's RPC. Each waiter leaves at its own deadline; the flight goes on
 * for the others and ends when the last one leaves: if it is still queued it loses its turn, if it
 * runs it is told at its next {@link Flight#check}.
 */
public final class Flights<K, V> {
  private final WorkPool pool;
  private final Map<K, Flight<V>> flying = new ConcurrentHashMap<>();

  public Flights(WorkPool pool) {
    this.pool = pool;
  }

  /** One piece of work under way. */
  public static final class Flight<V> {
    private final CompletableFuture<V> result = new CompletableFuture<>();
    private int waiters;
    private volatile boolean abandoned;

    /** Called by the work where it can stop. */
    public void check() {
      if (abandoned) {
        throw new CancellationException("nobody waits any more");
      }
    }
  }

  /** A result, and whether somebody else's request had started the work. */
  public record Landed<V>(V value, boolean joined) {}

  /** Starts the work or joins it, and waits as long as the current RPC may. */
  public Landed<V> join(K key, Function<Flight<V>, V> work) {
    Flight<V> created = new Flight<>();
    Flight<V> flight =
        flying.compute(
            key,
            (_, current) -> {
              Flight<V> chosen = current == null ? created : current;
              chosen.waiters++;
              return chosen;
            });
    try {
      if (flight == created) {
        start(key, flight, work);
      }
      return new Landed<>(Patience.await(flight.result), flight != created);
    } finally {
      leave(key, flight);
    }
  }

  private void start(K key, Flight<V> flight, Function<Flight<V>, V> work) {
    CompletableFuture<V> task;
    try {
      task =
          pool.submit(() -> {
            flight.check();
            return work.apply(flight);
          });
    } catch (RuntimeException e) {
      task = CompletableFuture.failedFuture(e);
    }
    // The landing itself can't fail, so nobody looks at the future that stands for it.
    var _ = task.whenComplete((value, failure) -> land(key, flight, value, failure));
  }

  /** A later request for this key starts anew, by then from the store. */
  private void land(K key, Flight<V> flight, V value, @Nullable Throwable failure) {
    flying.remove(key, flight);
    if (failure == null) {
      flight.result.complete(value);
    } else {
      flight.result.completeExceptionally(failure);
    }
  }

  private void leave(K key, Flight<V> flight) {
    flying.computeIfPresent(
        key,
        (_, current) -> {
          if (current != flight || --flight.waiters > 0) {
            return current;
          }
          flight.abandoned = true;
          return null;
        });
  }
}
