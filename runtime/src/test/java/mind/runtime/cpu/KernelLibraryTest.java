package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.NestSimplifier;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;
import mind.runtime.RuntimeFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kernels are linked once, kept while held, and the idle ones dropped oldest first. */
class KernelLibraryTest {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  @AfterAll
  static void shutdown() {
    THREADS.shutdown();
  }

  private static byte[] object(String symbol, long n) {
    Nest nest = Samples.reduce(DType.F32, Combine.LANES, 1, List.of(Axis.reduce(n)));
    Nest simple = NestSimplifier.simplify(nest);
    KernelForm form = KernelForm.of(simple, Scheduler.choose(simple, Target.DEFAULT));
    try (KernelCompiler compiler = new KernelCompiler()) {
      return compiler.compile(form, symbol, Target.DEFAULT).object();
    }
  }

  private static byte[] unexpected() {
    throw new AssertionError("it is linked already");
  }

  @Test
  void keepsWhatIsHeldAndTheLatestIdle() {
    try (KernelLibrary library = new KernelLibrary(1)) {
      LoadedKernel a = library.load("a", "k_a", () -> object("k_a", 3));
      LoadedKernel b = library.load("b", "k_b", () -> object("k_b", 4));
      LoadedKernel again = library.load("a", "k_a", KernelLibraryTest::unexpected);
      a.close();
      a.close();
      assertThat(library.size()).isEqualTo(2);
      b.close();
      library.load("b", "k_b", KernelLibraryTest::unexpected).close();
      again.close();
      assertThat(library.size()).as("one idle kernel is kept").isEqualTo(1);
    }
  }

  /** Two builds of a compiler may give one name to different code. */
  @Test
  void linksTwoObjectsWithOneSymbol() {
    try (KernelLibrary library = new KernelLibrary(0);
        LoadedKernel one = library.load("one", "k_a", () -> object("k_a", 3));
        LoadedKernel two = library.load("two", "k_a", () -> object("k_a", 5))) {
      assertThat(library.size()).isEqualTo(2);
      assertThat(one).isNotSameAs(two);
    }
  }

  /** A blob that is slow to come holds up nobody who wants another kernel. */
  @Test
  @Timeout(60)
  void fetchesKernelsSideBySide() {
    byte[] slow = object("k_slow", 3);
    byte[] quick = object("k_quick", 4);
    try (KernelLibrary library = new KernelLibrary(4)) {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch given = new CountDownLatch(1);
      CompletableFuture<LoadedKernel> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  library.load(
                      "slow",
                      "k_slow",
                      () -> {
                        asked.countDown();
                        await(given);
                        return slow;
                      }),
              THREADS);
      await(asked);
      CompletableFuture<LoadedKernel> other =
          CompletableFuture.supplyAsync(
              () -> library.load("quick", "k_quick", () -> quick), THREADS);
      CompletableFuture<LoadedKernel> same =
          CompletableFuture.supplyAsync(
              () -> library.load("slow", "k_slow", KernelLibraryTest::unexpected), THREADS);
      other
          .orTimeout(30, TimeUnit.SECONDS)
          .whenComplete((k, t) -> given.countDown())
          .join()
          .close();
      waiting.join().close();
      same.join().close();
      assertThat(library.size()).isEqualTo(2);
    }
  }

  @Test
  void aKernelThatFailedIsTriedAgain() {
    byte[] good = object("k_a", 3);
    try (KernelLibrary library = new KernelLibrary(4)) {
      assertThatThrownBy(() -> library.load("a", "k_a", () -> new byte[] {1}))
          .isInstanceOf(RuntimeFailure.class);
      assertThatThrownBy(() -> library.load("a", "k_a", KernelLibraryTest::unexpected))
          .isInstanceOf(AssertionError.class);
      library.load("a", "k_a", () -> good).close();
      assertThat(library.size()).isEqualTo(1);
    }
  }

  /** Threads link, hold and let go of a few kernels; what is held is never unloaded. */
  @Test
  @Timeout(120)
  void manyThreadsLinkAndUnload() {
    List<byte[]> objects = IntStream.range(0, 6).mapToObj(i -> object("k_" + i, i + 2)).toList();
    try (KernelLibrary library = new KernelLibrary(1)) {
      List<CompletableFuture<Void>> all =
          IntStream.range(0, 8)
              .mapToObj(t -> CompletableFuture.runAsync(() -> churn(library, objects, t), THREADS))
              .toList();
      all.forEach(CompletableFuture::join);
      assertThat(library.size()).isEqualTo(1);
    }
  }

  private static void churn(KernelLibrary library, List<byte[]> objects, int thread) {
    Random random = new Random(thread);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in = arena.allocate(64, 64);
      MemorySegment out = arena.allocate(64, 64);
      MemorySegment arguments = arena.allocate(16, 8);
      arguments.set(ValueLayout.ADDRESS, 0, in);
      arguments.set(ValueLayout.ADDRESS, 8, out);
      for (int i = 0; i < 300; i++) {
        int k = random.nextInt(objects.size());
        in.asSlice(0, 4 * (k + 2L)).fill((byte) 0);
        out.fill((byte) 1);
        try (LoadedKernel kernel = library.load("d" + k, "k_" + k, () -> objects.get(k))) {
          kernel.call(arguments, 0, 1);
        }
        assertThat(out.get(ValueLayout.JAVA_FLOAT, 0)).isZero();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void targetsNeedTheirFeatures() {
    Set<String> v3 = Set.of("avx2", "bmi", "bmi2", "fma", "f16c", "lzcnt", "movbe");
    assertThat(HostTargets.available(v3)).containsExactly("x86-64-v3");
    assertThat(HostTargets.available(Set.of("avx2"))).isEmpty();
    assertThat(HostTargets.available(Set.of("neon"))).containsExactly("aarch64");
  }
}
