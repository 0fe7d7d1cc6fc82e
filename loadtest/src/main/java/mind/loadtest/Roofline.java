package mind.loadtest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.stream.IntStream;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.schedule.Target;
import mind.runtime.cpu.KernelLibrary;
import mind.runtime.cpu.LoadedKernel;

/**
 * How fast anything could be on this machine, at this moment: the rate of multiply-adds in
 * registers, and that of memory. Measured in turns with what is compared with it.
 */
final class Roofline implements AutoCloseable {
  /** What is read, beyond most caches: one matrix of large_matmul_4096. */
  static final long READ_BYTES = 64L << 20;

  /** What is copied. */
  static final long COPY_BYTES = 4L << 20;

  /** Rounds of multiply-adds between two looks at the clock: some 0.2 ms. */
  private static final long FMA_CELLS = 20_000;

  private final Arena arena = Arena.ofShared();
  private final KernelLibrary library = new KernelLibrary(3);
  private final Target target;
  private final int threads;
  private final LoadedKernel fma;
  private final LoadedKernel read;
  private final LoadedKernel copy;
  private final MemorySegment memory = Memory.allocate(READ_BYTES, arena);

  Roofline(String targetName, int threads) {
    target = Target.of(targetName).orElseThrow();
    this.threads = threads;
    memory.fill((byte) 0);
    try (KernelCompiler compiler = new KernelCompiler()) {
      fma = load(compiler, "mind_fma", RooflineKernels.fma("mind_fma", target));
      read = load(compiler, "mind_read", RooflineKernels.read("mind_read", target));
      copy = load(compiler, "mind_copy", RooflineKernels.copy("mind_copy", target));
    }
  }

  private LoadedKernel load(KernelCompiler compiler, String symbol, String text) {
    return library.load(symbol, symbol, () -> compiler.compile(text, target).object());
  }

  /** The time of so many floating-point operations. */
  Contestant compute(double flops) {
    MemorySegment[] arguments = new MemorySegment[threads];
    for (int t = 0; t < threads; t++) {
      MemorySegment vector = arena.allocate(target.vectorBytes(), 64);
      for (long i = 0; i < target.vectorBytes() / Float.BYTES; i++) {
        vector.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1e-3f); // sums stay normal numbers
      }
      arguments[t] = arguments(vector, place());
    }
    double done = (double) threads * FMA_CELLS * RooflineKernels.cellFlops(target);
    return time -> scaled(run(t -> fma.call(arguments[t], 0, FMA_CELLS), time), flops / done);
  }

  /** The time of reading so many bytes, at the rate of reading 64 MB. */
  Contestant read(double bytes) {
    MemorySegment[] arguments = each(t -> arguments(memory, place()));
    return time -> scaled(shared(read, arguments, READ_BYTES, time), bytes / READ_BYTES);
  }

  /** The time of copying so many bytes, at the rate of copying 4 MB. */
  Contestant copy(double bytes) {
    MemorySegment to = Memory.allocate(COPY_BYTES, arena);
    MemorySegment[] arguments = each(t -> arguments(memory, to));
    return time -> scaled(shared(copy, arguments, COPY_BYTES, time), bytes / COPY_BYTES);
  }

  private MemorySegment[] each(java.util.function.IntFunction<MemorySegment> make) {
    return IntStream.range(0, threads).mapToObj(make).toArray(MemorySegment[]::new);
  }

  /**
   * Where a kernel leaves its sum, so that nobody can leave out the work; a place for each thread.
   */
  private MemorySegment place() {
    return arena.allocate(target.vectorBytes(), 64);
  }

  private MemorySegment arguments(MemorySegment first, MemorySegment second) {
    MemorySegment slots = arena.allocate(ValueLayout.JAVA_LONG, 2);
    slots.setAtIndex(ValueLayout.JAVA_LONG, 0, first.address());
    slots.setAtIndex(ValueLayout.JAVA_LONG, 1, second.address());
    return slots;
  }

  /** Each thread takes its part of the bytes. */
  private long[] shared(LoadedKernel kernel, MemorySegment[] arguments, long bytes, Duration time) {
    long cells = bytes / RooflineKernels.cellBytes(target);
    return run(
        t -> {
          long begin = cells * t / threads;
          long end = cells * (t + 1) / threads;
          if (begin < end) {
            kernel.call(arguments[t], begin, end);
          }
        },
        time);
  }

  private long[] run(java.util.function.IntConsumer work, Duration time) {
    try (Crew crew = new Crew(threads, work)) {
      return Calls.time(crew::run, time);
    }
  }

  private static long[] scaled(long[] nanos, double factor) {
    return java.util.Arrays.stream(nanos).map(n -> Math.round(n * factor)).toArray();
  }

  @Override
  public void close() {
    fma.close();
    read.close();
    copy.close();
    library.close();
    arena.close();
  }
}
