package mind.runtime.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import mind.runtime.RuntimeFailure;

/**
 * Memory for outputs: blocks of the pool, not cleared, that go back to it when nothing refers to
 * the buffer or a part of it any more.
 *
 * <p>The collector doesn't know that a small object holds much memory, so it is asked to look when
 * that has grown by a good part since it last did.
 */
final class OutputMemory {
  private static final long GROWTH = 256L << 20;
  private static final int LOOKS = 20;
  private static final long LOOK_MILLIS = 2;

  private final MemoryPool pool;
  private final AtomicLong held = new AtomicLong();
  private volatile long collectAt = GROWTH;

  OutputMemory(MemoryPool pool) {
    this.pool = pool;
  }

  /**
   * A little-endian buffer that holds anything.
   *
   * @throws RuntimeFailure E6004 if there is no memory
   */
  @SuppressWarnings("restricted") // the block gets a lifetime
  ByteBuffer newBuffer(long bytes) {
    collectIfGrown();
    NativeMemory block = pool.take(bytes);
    long size = block.segment().byteSize();
    held.addAndGet(size);
    MemorySegment buffer =
        block
            .segment()
            .reinterpret(
                bytes,
                Arena.ofAuto(),
                _ -> {
                  pool.give(block);
                  held.addAndGet(-size);
                });
    return buffer.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void collectIfGrown() {
    if (held.get() >= collectAt) {
      collect();
    }
  }

  private synchronized void collect() {
    long before = held.get();
    if (before < collectAt) {
      return;
    }
    System.gc();
    try {
      for (int look = 0; look < LOOKS && held.get() > before / 2; look++) {
        Thread.sleep(LOOK_MILLIS); // blocks come back on another thread
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    long after = held.get();
    collectAt = after + GROWTH + after / 4;
  }

  /** Bytes of the buffers that something may refer to. */
  long held() {
    return held.get();
  }
}
