package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.NestEvaluator;
import mind.compiler.schedule.NestSimplifier;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;

/**
 * Compiles a nest for each target that this host runs, and holds what the kernels write against the
 * evaluator.
 */
final class Comparison {
  private static final String SYMBOL = "k_0123456789abcdef";
  private static final KernelCompiler COMPILER = new KernelCompiler();
  private static final KernelLibrary LIBRARY = new KernelLibrary(0);
  private static final List<Target> TARGETS =
      Stream.of(Target.values()).filter(Comparison::runsHere).toList();

  private Comparison() {}

  /**
   * Whether this host runs a target's code; one that it doesn't is put on the list of what wasn't
   * run.
   */
  private static boolean runsHere(Target target) {
    boolean runs = HostTargets.supports(target.text());
    String list = System.getenv("MIND_NOT_RUN");
    if (!runs && list != null) {
      try {
        Files.writeString(
            Path.of(list),
            "kernels for " + target.text() + ": not a target of this host\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return runs;
  }

  /** Checks a nest on random contents of its buffers. */
  static void check(Nest nest, long seed) {
    check(nest, Buffers.random(nest, new Random(seed)), seed);
  }

  /**
   * Checks a nest on the given contents: the evaluator, the simplified nest, and each target's
   * kernel agree.
   */
  static void check(Nest nest, Buffers before, long seed) {
    Buffers expected = before.copy();
    long status = NestEvaluator.run(nest, expected::buffer);
    Buffers simplified = before.copy();
    Nest simple = NestSimplifier.simplify(nest);
    assertThat(NestEvaluator.run(simple, simplified::buffer)).isEqualTo(status);
    assertThat(simplified.difference(expected)).as("simplified %s", simple).isEmpty();
    assertThat(TARGETS).isNotEmpty();
    for (Target target : TARGETS) {
      for (Schedule schedule : Scheduler.all(simple, target)) {
        try {
          Buffers after = before.copy();
          long compiled = run(simple, schedule, target, after, new Random(seed));
          assertThat(after.difference(expected)).as("kernel and evaluator differ").isEmpty();
          assertThat(compiled).as("status").isEqualTo(status);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "%s, seed %d, %s%n%s".formatted(target, seed, schedule, nest), e);
        }
      }
    }
  }

  /**
   * Runs a simplified nest's kernel over its grid, in pieces of random sizes in random order; gives
   * the status word.
   */
  static long run(Nest nest, Schedule schedule, Target target, Buffers buffers, Random random) {
    KernelForm form = KernelForm.of(nest, schedule);
    byte[] object = COMPILER.compile(form, SYMBOL, target).object();
    String digest = Integer.toHexString(java.util.Arrays.hashCode(object));
    try (LoadedKernel kernel = LIBRARY.load(digest, SYMBOL, () -> object);
        Arena arena = Arena.ofConfined()) {
      List<Integer> numbers = nest.buffers();
      List<MemorySegment> memory = numbers.stream().map(n -> buffers.toNative(n, arena)).toList();
      MemorySegment status = arena.allocateFrom(ValueLayout.JAVA_LONG, -1);
      List<Long> slots = new ArrayList<>(memory.stream().map(MemorySegment::address).toList());
      slots.addAll(form.arguments());
      slots.add(status.address());
      MemorySegment arguments = arena.allocate(8L * slots.size(), 8);
      for (int i = 0; i < slots.size(); i++) {
        arguments.setAtIndex(ValueLayout.JAVA_LONG, i, slots.get(i));
      }
      runPieces(kernel, arguments, schedule.grid(), random);
      for (int i = 0; i < memory.size(); i++) {
        buffers.fromNative(numbers.get(i), memory.get(i));
      }
      return status.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  private static void runPieces(
      LoadedKernel kernel, MemorySegment arguments, long grid, Random random) {
    long cut = random.nextLong(grid + 1);
    long second = random.nextLong(cut + 1);
    kernel.call(arguments, cut, grid);
    kernel.call(arguments, second, cut);
    kernel.call(arguments, 0, second);
    kernel.call(arguments, grid, grid);
  }
}
