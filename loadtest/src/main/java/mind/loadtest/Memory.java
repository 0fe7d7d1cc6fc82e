package mind.loadtest;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory for inputs, in huge pages where it is large and the system has them: NumPy and PyTorch
 * take theirs so, and nobody here is to be slower for the pages that inputs lie in.
 */
final class Memory {
  private static final long HUGE_PAGE = 2L << 20;
  private static final int ADVISE_HUGE_PAGE = 14;

  private static final MethodHandle ALLOCATE =
      function(
              "aligned_alloc",
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
          .orElseThrow();
  private static final MethodHandle FREE =
      function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)).orElseThrow();
  private static final Optional<MethodHandle> ADVISE =
      function(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private Memory() {}

  @SuppressWarnings("restricted") // memory of the system's is what this class is for
  private static Optional<MethodHandle> function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find(name).map(found -> linker.downcallHandle(found, type));
  }

  /** Memory that lives as long as the arena; its content is anything. */
  static MemorySegment allocate(long bytes, Arena arena) {
    if (bytes < HUGE_PAGE) {
      return arena.allocate(bytes, 64);
    }
    long whole = Math.ceilDiv(bytes, HUGE_PAGE) * HUGE_PAGE;
    try {
      MemorySegment address = (MemorySegment) ALLOCATE.invokeExact(HUGE_PAGE, whole);
      if (address.address() == 0) {
        throw new OutOfMemoryError("no " + whole + " bytes");
      }
      if (ADVISE.isPresent()) {
        // A system without huge pages says no, and has others.
        int ignored = (int) ADVISE.get().invokeExact(address, whole, ADVISE_HUGE_PAGE);
      }
      return sized(address, bytes, arena);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("the C library throws nothing", t);
    }
  }

  @SuppressWarnings("restricted") // the segment gets the size that was asked for
  private static MemorySegment sized(MemorySegment address, long bytes, Arena arena) {
    return address.reinterpret(bytes, arena, Memory::free);
  }

  private static void free(MemorySegment address) {
    try {
      FREE.invokeExact(address);
    } catch (Throwable t) {
      throw new AssertionError("free throws nothing", t);
    }
  }
}
