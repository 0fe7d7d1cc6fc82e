package mind.runtime.cpu;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A kernel in this process: {@code void kernel(void** args, int64 begin, int64 end)}.
 *
 * <p>Kernels rely on the default floating-point environment, with subnormals kept. The JVM sets it
 * for every Java thread when it enters Java and depends on it itself, so it is not set again around
 * each call.
 */
public final class LoadedKernel implements AutoCloseable {
  @SuppressWarnings("restricted") // calling native code is what this class is for
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  private final MemorySegment code;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  LoadedKernel(long address, Runnable release) {
    code = MemorySegment.ofAddress(address);
    this.release = release;
  }

  /**
   * Runs cells [begin, end) of the grid.
   *
   * @param arguments 8-byte slots, as the kernel's launch lists them
   */
  public void call(MemorySegment arguments, long begin, long end) {
    try {
      call(arguments.address(), begin, end);
    } finally {
      Reference.reachabilityFence(arguments);
    }
  }

  /**
   * Runs cells [begin, end) of the grid.
   *
   * @param arguments the slots' address
   */
  void call(long arguments, long begin, long end) {
    try {
      CALL.invokeExact(code, arguments, begin, end);
    } catch (Throwable t) {
      throw new AssertionError("a kernel throws nothing", t);
    }
  }

  /** Gives the kernel back to its library; it must not be called any more. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
