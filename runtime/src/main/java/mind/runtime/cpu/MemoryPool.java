package mind.runtime.cpu;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps blocks of memory between calls, up to a number of bytes; larger ones are freed. A block
 * still holds what was in it: a plan reads only bytes that it wrote in the same call.
 */
final class MemoryPool implements AutoCloseable {
  private final long capacity;
  private final boolean poisoned;
  private final Map<Long, ArrayDeque<NativeMemory>> idle = new TreeMap<>();
  private long idleBytes;
  private boolean closed;

  /**
   * @param capacity bytes to keep
   * @param poisoned fill blocks with NaNs before each use: for tests that plans read nothing old
   */
  MemoryPool(long capacity, boolean poisoned) {
    this.capacity = capacity;
    this.poisoned = poisoned;
  }

  /** A block of at least {@code bytes}. */
  NativeMemory take(long bytes) {
    NativeMemory memory = takeIdle(sizeClass(bytes));
    if (memory == null) {
      memory = new NativeMemory(sizeClass(bytes));
    }
    if (poisoned) {
      memory.segment().fill((byte) 0xff);
    }
    return memory;
  }

  private synchronized @org.jspecify.annotations.Nullable NativeMemory takeIdle(long size) {
    ArrayDeque<NativeMemory> blocks = idle.get(size);
    if (blocks == null || blocks.isEmpty()) {
      return null;
    }
    idleBytes -= size;
    return blocks.pop();
  }

  /** Takes a block back. */
  void give(NativeMemory memory) {
    if (!keep(memory)) {
      memory.close();
    }
  }

  private synchronized boolean keep(NativeMemory memory) {
    long size = memory.segment().byteSize();
    if (closed || idleBytes + size > capacity) {
      return false;
    }
    idle.computeIfAbsent(size, s -> new ArrayDeque<>()).push(memory);
    idleBytes += size;
    return true;
  }

  /**
   * Blocks come in four sizes to each power of two, so that programs share them and waste little.
   */
  static long sizeClass(long bytes) {
    long step = Math.max(4096, Long.highestOneBit(Math.max(1, bytes - 1)) / 4);
    return Math.max(step, Math.ceilDiv(bytes, step) * step);
  }

  /** Frees what is kept, and keeps nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.values().forEach(blocks -> blocks.forEach(NativeMemory::close));
    idle.clear();
    idleBytes = 0;
  }
}
