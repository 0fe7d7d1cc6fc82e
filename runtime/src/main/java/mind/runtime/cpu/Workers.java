package mind.runtime.cpu;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A fixed pool of threads that help callers with pieces of their work. The caller works too. */
final class Workers implements AutoCloseable {
  /** A piece's work, given the piece's number. */
  interface Piece {
    void run(long piece);
  }

  /** Rounds that a caller looks for the last piece before it sleeps. */
  private static final int SPINS = 10_000;

  private final ExecutorService threads;
  private final int count;

  /**
   * @param count threads besides the callers'
   */
  Workers(int count) {
    this(started(count), count);
  }

  /**
   * @param threads that help
   * @param count how many they are
   */
  Workers(ExecutorService threads, int count) {
    this.threads = threads;
    this.count = count;
  }

  /** All threads run from the start, so that one that can't be had is no call's failure. */
  private static ExecutorService started(int count) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            Math.max(1, count),
            Math.max(1, count),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("mind-worker-", 0).factory());
    try {
      for (int i = 0; i < count; i++) {
        threads.prestartCoreThread();
      }
      return threads;
    } catch (RuntimeException | Error e) {
      threads.shutdown();
      throw e;
    }
  }

  /**
   * Runs pieces 0 .. {@code pieces} - 1 in any order on up to {@code parallelism} threads, and
   * returns when all are done. What a piece throws ends the others early and is thrown here, once
   * no thread is in a piece any more.
   */
  void run(int parallelism, long pieces, Piece piece) {
    Job job = new Job(pieces, piece, Thread.currentThread());
    long helpers = Math.min(Math.min(parallelism - 1L, count), pieces - 1);
    try {
      for (long h = 0; h < helpers; h++) {
        threads.execute(job::work);
      }
    } catch (RuntimeException | Error e) {
      job.fail(e); // helpers that were started are waited for all the same
    }
    job.work();
    job.await();
  }

  /** Pieces are handed out by a counter; a helper that comes late finds none left. */
  private static final class Job {
    private final long pieces;
    private final Piece piece;
    private final Thread caller;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(long pieces, Piece piece, Thread caller) {
      this.pieces = pieces;
      this.piece = piece;
      this.caller = caller;
    }

    void fail(Throwable t) {
      failure.compareAndSet(null, t);
    }

    void work() {
      for (long p = next.getAndIncrement(); p < pieces; p = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            piece.run(p);
          }
        } catch (Throwable t) { // also a checked one that was thrown unseen: each piece counts
          fail(t);
        }
        if (done.incrementAndGet() == pieces) {
          LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      for (int spin = 0; done.get() < pieces; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new IllegalStateException(t);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
