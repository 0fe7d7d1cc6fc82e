package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.NestSimplifier;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Object code is a function of nest, symbol and target alone. */
class CompilationTest {
  private static final List<Combine> COMBINES = List.of(Combine.values());

  private static List<Nest> nests() {
    List<Nest> nests = new ArrayList<>();
    nests.add(Samples.matmul(DType.F32, 1, 33, 65, 300, false, false));
    nests.add(Samples.conv(6, 6, 5, 24, 3, 1));
    nests.add(Samples.reduce(DType.F32, Combine.LANES, 1, List.of(Axis.reduce(5000))));
    for (int seed = 0; seed < 12; seed++) {
      nests.add(new RandomNests(seed).next(COMBINES.get(seed % COMBINES.size())));
    }
    return nests;
  }

  private static KernelForm form(Nest nest, Target target) {
    Nest simple = NestSimplifier.simplify(nest);
    return KernelForm.of(simple, Scheduler.choose(simple, target));
  }

  private static String digest(KernelCompiler compiler, Nest nest, Target target) {
    byte[] object = compiler.compile(form(nest, target), "k_0", target).object();
    return Integer.toHexString(java.util.Arrays.hashCode(object)) + ":" + object.length;
  }

  private static List<String> digests() {
    List<String> digests = new ArrayList<>();
    try (KernelCompiler compiler = new KernelCompiler()) {
      for (Target target : Target.values()) {
        for (Nest nest : nests()) {
          digests.add(digest(compiler, nest, target));
        }
      }
    }
    return digests;
  }

  /** Prints what another process is to make, too. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    System.out.println(String.join(" ", digests()));
  }

  @Test
  void sameBytesAgainAndInThreads() throws ExecutionException, InterruptedException {
    List<String> expected = digests();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<List<String>> one = threads.submit(CompilationTest::digests);
      Future<List<String>> two = threads.submit(CompilationTest::digests);
      assertThat(one.get()).isEqualTo(expected);
      assertThat(two.get()).isEqualTo(expected);
    }
  }

  @Test
  void sameBytesInAnotherProcess() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.timezone=Asia/Kathmandu",
                "-cp",
                System.getProperty("java.class.path"),
                CompilationTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed.trim()).isEqualTo(String.join(" ", digests()));
  }

  /**
   * Objects for any target, also those this host doesn't run; none needs a symbol from elsewhere.
   */
  @ParameterizedTest
  @EnumSource(Target.class)
  void objectsStandAlone(Target target) {
    try (KernelCompiler compiler = new KernelCompiler()) {
      for (Nest nest : nests()) {
        byte[] object = compiler.compile(form(nest, target), "k_0", target).object();
        assertThat(HexFormat.of().formatHex(object, 0, 4)).isEqualTo("7f454c46");
        assertThat(ElfSymbols.undefined(object)).as("%s", nest).isEmpty();
        assertThat(ElfSymbols.defined(object)).contains("k_0");
      }
    }
  }

  /** Where extents and strides are arguments, nests of other sizes have the same code. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void otherSizesHaveTheSameCode(Target target) {
    KernelForm one = form(Samples.matmul(DType.F32, 1, 64, 100, 80, false, false), target);
    KernelForm other = form(Samples.matmul(DType.F32, 1, 64, 640, 513, false, false), target);
    assertThat(one.text()).isEqualTo(other.text());
    assertThat(one.arguments()).isNotEqualTo(other.arguments());
    try (KernelCompiler compiler = new KernelCompiler()) {
      assertThat(compiler.llvmText(one, "k_0", target))
          .isEqualTo(compiler.llvmText(other, "k_0", target));
    }
  }

  /** What decides how vectors are loaded is part of the form. */
  @Test
  void otherKindsHaveOtherCode() {
    Target target = Target.X86_64_V4;
    Nest rows = Samples.matmul(DType.F32, 1, 64, 100, 80, false, false);
    Nest columns = Samples.matmul(DType.F32, 1, 64, 100, 80, false, true);
    assertThat(form(rows, target).text()).isNotEqualTo(form(columns, target).text());
    Nest seven = Samples.matmul(DType.F32, 1, 64, 7, 80, false, false);
    Nest nine = Samples.matmul(DType.F32, 1, 64, 9, 80, false, false);
    assertThat(form(seven, target).text()).isNotEqualTo(form(nine, target).text());
  }

  @Test
  void textAndAssembly() {
    Nest nest = Samples.matmul(DType.F32, 1, 33, 65, 300, false, false);
    try (KernelCompiler compiler = new KernelCompiler()) {
      assertThat(compiler.llvmText(form(nest, Target.X86_64_V3), "k_0", Target.X86_64_V3))
          .contains("define void @k_0(ptr %args, i64 %begin, i64 %end)")
          .contains("@llvm.fma.v8f32")
          .doesNotContain(" fast ")
          .doesNotContain("fmuladd");
      assertThat(compiler.assembly(form(nest, Target.X86_64_V3), "k_0", Target.X86_64_V3))
          .contains("vfmadd231ps");
      assertThat(compiler.assembly(form(nest, Target.X86_64_V4), "k_0", Target.X86_64_V4))
          .contains("zmm");
      assertThat(compiler.assembly(form(nest, Target.AARCH64), "k_0", Target.AARCH64))
          .contains("fmla");
    }
  }
}
