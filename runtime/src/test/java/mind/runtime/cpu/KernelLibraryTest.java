package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.schedule.Target;
import org.junit.jupiter.api.Test;

/** Kernels are linked once, kept while held, and the idle ones dropped oldest first. */
class KernelLibraryTest {
  private static byte[] object(String symbol, long n) {
    try (KernelCompiler compiler = new KernelCompiler()) {
      return compiler
          .compile(
              Samples.reduce(DType.F32, Combine.LANES, 1, List.of(Axis.reduce(n))),
              symbol,
              Target.DEFAULT)
          .object();
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

  @Test
  void targetsNeedTheirFeatures() {
    Set<String> v3 = Set.of("avx2", "bmi", "bmi2", "fma", "f16c", "lzcnt", "movbe");
    assertThat(HostTargets.available(v3)).containsExactly("x86-64-v3");
    assertThat(HostTargets.available(Set.of("avx2"))).isEmpty();
    assertThat(HostTargets.available(Set.of("neon"))).containsExactly("aarch64");
  }
}
