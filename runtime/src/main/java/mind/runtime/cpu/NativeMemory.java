package mind.runtime.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mind.runtime.RuntimeFailure;

/**
 * A block of the C heap, aligned to 64 bytes and not cleared: clearing would cost more than many
 * programs. From 2 MiB on it begins on a huge page, and the system is asked for such: a table of
 * addresses holds 4 KiB pages of a few MiB only, and servers give huge ones to who asks.
 */
final class NativeMemory implements AutoCloseable {
  static final long ALIGNMENT = 64;

  private static final long HUGE_PAGE = 2 << 20;
  private static final int MADV_HUGEPAGE = 14; // Linux

  /** What the machine or container has. */
  private static final long MOST =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

  private static final MethodHandle ALLOCATE =
      function(
              "aligned_alloc",
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
          .orElseThrow();
  private static final MethodHandle FREE =
      function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)).orElseThrow();
  private static final Optional<MethodHandle> ADVISE =
      System.getProperty("os.name").equals("Linux")
          ? function(
              "madvise",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT))
          : Optional.empty();

  @SuppressWarnings("restricted") // calling native code is what this class is for
  private static Optional<MethodHandle> function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find(name).map(address -> linker.downcallHandle(address, type));
  }

  private final MemorySegment memory;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes {@code bytes} from the heap.
   *
   * @throws RuntimeFailure E6004 if it has none
   */
  NativeMemory(long bytes) {
    long size = Math.max(ALIGNMENT, aligned(bytes));
    memory = allocate(size, size < HUGE_PAGE ? ALIGNMENT : HUGE_PAGE);
    if (size >= HUGE_PAGE) {
      ADVISE.ifPresent(this::adviseHugePages);
    }
  }

  /** The next size that is a multiple of the alignment. */
  static long aligned(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  @SuppressWarnings("restricted") // the segment gets the size that was asked for
  private static MemorySegment allocate(long bytes, long alignment) {
    if (bytes > MOST) {
      throw new RuntimeFailure(
          "E6004", "no memory for %d bytes; the machine has %d".formatted(bytes, MOST));
    }
    MemorySegment address;
    try {
      address = (MemorySegment) ALLOCATE.invokeExact(alignment, bytes);
    } catch (Throwable t) {
      throw new AssertionError("aligned_alloc throws nothing", t);
    }
    if (address.address() == 0) {
      throw new RuntimeFailure("E6004", "no memory for " + bytes + " bytes");
    }
    return address.reinterpret(bytes);
  }

  /** Without huge pages the block is as good, only slower, so nobody asks what the system says. */
  private void adviseHugePages(MethodHandle advise) {
    try {
      int _ = (int) advise.invokeExact(memory, memory.byteSize(), MADV_HUGEPAGE);
    } catch (Throwable t) {
      throw new AssertionError("madvise throws nothing", t);
    }
  }

  /** The block; not to be used after it is closed. */
  MemorySegment segment() {
    return memory;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      free();
    }
  }

  private void free() {
    try {
      FREE.invokeExact(memory);
    } catch (Throwable t) {
      throw new AssertionError("free throws nothing", t);
    }
  }
}
