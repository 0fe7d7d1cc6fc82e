package mind.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.KernelObjects;
import mind.runtime.Program;
import mind.runtime.cpu.CpuRuntime;

/**
 * Compiles from source text to code that can be called, in a process that has compiled before. What
 * is found is up to the store of kernels' code and to what the runtime has linked.
 */
final class Compiles implements AutoCloseable {
  /** Links something, so that the first program doesn't pay for the linker's start. */
  private static final String ANYTHING = "fn main(x: Tensor<f32, [3]>) -> Tensor<f32, [3]> { -x }";

  /** The share of the time that goes before the first sample. */
  private static final int WARM_UP = 5;

  private final Compiler compiler = new Compiler();
  private final ForkJoinPool pool;

  /**
   * @param threads that generate code
   */
  Compiles(int threads) {
    pool = new ForkJoinPool(threads);
  }

  /** What one compile gave. */
  record Compiled(Artifact artifact, Program program, long nanos) implements AutoCloseable {
    @Override
    public void close() {
      program.close();
    }
  }

  /** Kernels' code in memory. */
  static KernelObjects store() {
    return KernelObjects.in(new ConcurrentHashMap<>());
  }

  /** A runtime whose linker has started. */
  CpuRuntime runtime() {
    CpuRuntime runtime = new CpuRuntime(0);
    compile(new CodegenCases.Case("anything", ANYTHING, false), store(), runtime).close();
    return runtime;
  }

  /** Source to code that can be called. */
  Compiled compile(CodegenCases.Case c, KernelObjects store, CpuRuntime runtime) {
    return pool.submit(() -> compileHere(c, store, runtime)).join();
  }

  private Compiled compileHere(CodegenCases.Case c, KernelObjects store, CpuRuntime runtime) {
    CompileOptions options = OurProgram.options(c.wrt(), List.of());
    long start = System.nanoTime();
    Artifact artifact = OurProgram.compile(compiler, c.source(), options, store);
    Program program = OurProgram.load(runtime, artifact);
    return new Compiled(artifact, program, System.nanoTime() - start);
  }

  /** Nothing is in the store, and nothing linked. */
  Contestant cold(CodegenCases.Case c) {
    return time ->
        repeat(
            time,
            () -> {
              try (CpuRuntime runtime = runtime();
                  Compiled compiled = compile(c, store(), runtime)) {
                return compiled.nanos();
              }
            });
  }

  /** The kernels' code is in the store, and not linked. */
  Contestant stored(CodegenCases.Case c) {
    KernelObjects store = filled(c);
    return time ->
        repeat(
            time,
            () -> {
              try (CpuRuntime runtime = runtime();
                  Compiled compiled = compile(c, store, runtime)) {
                return compiled.nanos();
              }
            });
  }

  /**
   * Another program that was loaded here has most of its kernels, or all.
   *
   * @param before the other program
   */
  Contestant known(CodegenCases.Case before, CodegenCases.Case after) {
    KernelObjects store = filled(before);
    return time ->
        repeat(
            time,
            () -> {
              try (CpuRuntime runtime = runtime()) {
                compile(before, store, runtime).close(); // its kernels stay linked
                try (Compiled compiled = compile(after, over(store), runtime)) {
                  return compiled.nanos();
                }
              }
            });
  }

  /** A store with a program's kernels. */
  private KernelObjects filled(CodegenCases.Case c) {
    KernelObjects store = store();
    try (CpuRuntime runtime = runtime()) {
      compile(c, store, runtime).close();
    }
    return store;
  }

  /** A store that has what another has, and leaves that as it is. */
  private static KernelObjects over(KernelObjects below) {
    KernelObjects above = store();
    return new KernelObjects() {
      @Override
      public Optional<byte[]> find(String key) {
        return below.find(key).or(() -> above.find(key));
      }

      @Override
      public void put(String key, byte[] object) {
        above.put(key, object);
      }
    };
  }

  /**
   * Samples until the time is over, at least one, after a warm-up; what a sample needs beforehand
   * isn't in it.
   */
  private static long[] repeat(Duration time, LongSupplier sample) {
    take(time.dividedBy(WARM_UP), sample);
    return take(time, sample).toArray();
  }

  private static LongStream take(Duration time, LongSupplier sample) {
    LongStream.Builder samples = LongStream.builder();
    long end = System.nanoTime() + time.toNanos();
    do {
      samples.add(sample.getAsLong());
    } while (System.nanoTime() < end);
    return samples.build();
  }

  @Override
  public void close() {
    pool.close();
    compiler.close();
  }
}
