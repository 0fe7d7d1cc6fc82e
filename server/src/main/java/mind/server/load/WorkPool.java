package mind.server.load;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mind.server.failure.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of threads for work that keeps a core busy, with a bounded queue before them.
 *
 * <p>RPC handlers run on virtual threads, which cost nothing while they wait; compilers and kernels
 * run here, where there are no more threads than cores. These are platform threads because native
 * code would pin a virtual one, and because their stack is large enough for deeply nested sources.
 */
public final class WorkPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkPool.class);
  private static final long STACK_BYTES = 64L << 20;

  private final String name;
  private final ThreadPoolExecutor executor;

  public WorkPool(String name, int threads, int queued) {
    this.name = name;
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queued),
            task -> {
              Thread thread =
                  new Thread(null, task, name + "-" + number.getAndIncrement(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Queues work. Cancelling the result before the work has started takes its turn away.
   *
   * @throws ServiceException when the queue is full
   */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task = () -> run(work, result);
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      throw ServiceException.overloaded(
          "too many requests wait for the %s threads; try again".formatted(name),
          Duration.ofSeconds(1));
    }
    var _ =
        result.whenComplete((_, _) -> {
          if (result.isCancelled()) {
            executor.remove(task);
          }
        });
    return result;
  }

  /**
   * Does work in the context of the current RPC and waits as long as that may. Work that is still
   * queued when its caller leaves is never done.
   *
   * @throws ServiceException when the queue is full, or as {@link Patience#await} says
   */
  public <T> T call(Callable<T> work) {
    CompletableFuture<T> result = submit(Context.current().wrap(work));
    try {
      return Patience.await(result);
    } finally {
      result.cancel(false);
    }
  }

  private static <T> void run(Callable<T> work, CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    try {
      result.complete(work.call());
    } catch (CancellationException e) {
      result.cancel(false);
    } catch (Throwable t) {
      // Errors too: a stack overflow in the frontend is an answer to its request, not an end.
      result.completeExceptionally(t);
    }
  }

  public int queued() {
    return executor.getQueue().size();
  }

  public int running() {
    return executor.getActiveCount();
  }

  /** Gives work under way a moment; native code can't be stopped, and its thread is a daemon. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("work on the {} threads goes on after close", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
