package mind.runtime.cpu;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import mind.runtime.RuntimeFailure;

/**
 * A block of the C heap, aligned to 64 bytes and not cleared: clearing would cost more than many
 * programs.
 */
final class NativeMemory implements AutoCloseable {
  static final long ALIGNMENT = 64;

  @SuppressWarnings("restricted") // calling native code is what this class is for
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  private static final MethodHandle ALLOCATE =
      function(
          "aligned_alloc",
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle FREE =
      function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private final MemorySegment memory;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes {@code bytes} from the heap.
   *
   * @throws RuntimeFailure E6004 if it has none
   */
  NativeMemory(long bytes) {
    memory = allocate(Math.max(ALIGNMENT, Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT));
  }

  @SuppressWarnings("restricted") // the segment gets the size that was asked for
  private static MemorySegment allocate(long bytes) {
    MemorySegment address;
    try {
      address = (MemorySegment) ALLOCATE.invokeExact(ALIGNMENT, bytes);
    } catch (Throwable t) {
      throw new AssertionError("aligned_alloc throws nothing", t);
    }
    if (address.address() == 0) {
      throw new RuntimeFailure("E6004", "no memory for " + bytes + " bytes");
    }
    return address.reinterpret(bytes);
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
