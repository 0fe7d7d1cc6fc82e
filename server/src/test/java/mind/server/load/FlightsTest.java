package mind.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mind.server.failure.ServiceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlightsTest {
  private final WorkPool pool = new WorkPool("test", 2, 100);
  private final Flights<String, Integer> flights = new Flights<>(pool);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    pool.close();
  }

  private static <T> Function<Flights.Flight<T>, T> when(CountDownLatch gate, T value) {
    return _ -> {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return value;
    };
  }

  @Test
  void identicalWorkIsDoneOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch arriving = new CountDownLatch(20);
    CountDownLatch gate = new CountDownLatch(1);
    List<Future<Flights.Landed<Integer>>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          threads.submit(() -> {
            arriving.countDown();
            return flights.join(
                "key",
                flight -> {
                  runs.incrementAndGet();
                  return when(gate, 42).apply(flight);
                });
          }));
    }
    arriving.await();
    Thread.sleep(200); // from the latch to the flight
    gate.countDown();
    int joined = 0;
    for (Future<Flights.Landed<Integer>> each : all) {
      assertThat(each.get().value()).isEqualTo(42);
      joined += each.get().joined() ? 1 : 0;
    }
    assertThat(runs).hasValue(1);
    assertThat(joined).isEqualTo(19);
  }

  @Test
  void aLaterRequestStartsAnew() {
    assertThat(flights.join("key", _ -> 1).joined()).isFalse();
    assertThat(flights.join("key", _ -> 2)).isEqualTo(new Flights.Landed<>(2, false));
  }

  @Test
  void failuresReachAllWaitersAndAreForgotten() {
    assertThatThrownBy(() ->
            flights.join(
                "key",
                _ -> {
                  throw ServiceException.of("E6001", "no");
                }))
        .isInstanceOf(ServiceException.class)
        .hasMessage("no");
    assertThat(flights.join("key", _ -> 2).value()).isEqualTo(2);
  }

  @Test
  void aWaiterLeavesAtItsDeadlineAndTheFlightGoesOnForOthers() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Future<Flights.Landed<Integer>> patient =
        threads.submit(() ->
            flights.join(
                "key",
                flight -> {
                  started.countDown();
                  return when(gate, 42).apply(flight);
                }));
    started.await();
    try (Context.CancellableContext hasty =
        Context.ROOT.withDeadlineAfter(
            50, TimeUnit.MILLISECONDS, Executors.newSingleThreadScheduledExecutor())) {
      assertThatThrownBy(() -> hasty.call(() -> flights.join("key", when(gate, 43))))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("deadline");
    }
    gate.countDown();
    assertThat(patient.get().value()).isEqualTo(42);
  }

  @Test
  void aFlightEndsWhenItsLastWaiterLeaves() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<String> ended = new CompletableFuture<>();
    Context.CancellableContext call = Context.ROOT.withCancellation();
    Future<?> waiter =
        threads.submit(() ->
            call.run(() ->
                flights.join(
                    "key",
                    flight -> {
                      started.countDown();
                      try {
                        while (true) {
                          flight.check();
                          Thread.onSpinWait();
                        }
                      } finally {
                        ended.complete("ended");
                      }
                    })));
    started.await();
    call.cancel(null);
    assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo("ended");
    assertThatThrownBy(waiter::get).hasCauseInstanceOf(ServiceException.class);
    assertThat(flights.join("key", _ -> 7)).isEqualTo(new Flights.Landed<>(7, false));
  }

  @Test
  void aFullQueueTurnsWorkAway() throws Exception {
    try (WorkPool small = new WorkPool("small", 1, 1)) {
      CountDownLatch gate = new CountDownLatch(1);
      List<CompletableFuture<Boolean>> taken = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 3; i++) {
                  taken.add(small.submit(() -> gate.await(5, TimeUnit.SECONDS)));
                }
              })
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("small");
      gate.countDown();
      for (CompletableFuture<Boolean> each : taken) {
        assertThat(each.get()).isTrue();
      }
    }
  }
}
