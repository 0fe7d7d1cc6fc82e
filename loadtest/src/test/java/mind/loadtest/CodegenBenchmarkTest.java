package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.compiler.artifact.KernelObjects;
import mind.loadtest.peer.Installation;
import mind.runtime.cpu.CpuRuntime;
import org.junit.jupiter.api.Test;

class CodegenBenchmarkTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream text = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void everyCaseCompilesAndLoads() {
    List<CodegenCases.Case> cases = CodegenCases.all();
    assertThat(cases).hasSize(19);
    try (Compiles compiles = new Compiles(2);
        CpuRuntime runtime = compiles.runtime()) {
      for (CodegenCases.Case c : cases) {
        KernelObjects store = Compiles.store();
        try (Compiles.Compiled first = compiles.compile(c, store, runtime);
            Compiles.Compiled again = compiles.compile(c, store, runtime)) {
          assertThat(first.artifact().compiled())
              .describedAs(c.name())
              .isEqualTo(first.artifact().kernels());
          assertThat(again.artifact().compiled()).describedAs(c.name()).isZero();
        }
      }
    }
  }

  @Test
  void aScriptBecomesAFunctionOfItsTensors() {
    String script =
        """
        let x: Tensor[f32,(2,3)] = 1;
        let w: Tensor[f32,(3,4)] = 1;
        let h = tensor.matmul(x, w);
        tensor.relu(h)
        """;
    assertThat(CodegenCases.mean(script))
        .isEqualTo(
            """
            fn main(x: Tensor<f32, [2,3]>, w: Tensor<f32, [3,4]>) -> f32 {
                let h = tensor.matmul(x, w);
                mean(tensor.relu(h))
            }
            """);
  }

  @Test
  void oneChangedLayerIsAKernelOfItsOwn() {
    List<Figure> figures = new ArrayList<>();
    try (Compiles compiles = new Compiles(2)) {
      LayerChange.counts(compiles, CodegenCases.sizes(32), figures, 0);
    }
    double kernels = MicroBenchmark.value(figures, "layers", "kernels");
    assertThat(MicroBenchmark.value(figures, "layers", "compiled")).isEqualTo(kernels);
    assertThat(MicroBenchmark.value(figures, "layer_changed", "reused")).isEqualTo(kernels);
    assertThat(MicroBenchmark.value(figures, "layer_changed", "compiled")).isPositive();
    assertThat(MicroBenchmark.value(figures, "layers_other_width", "kernels")).isPositive();
  }

  @Test
  void measuresACaseWithoutPeers() throws InterruptedException {
    BenchmarkRun run = new BenchmarkRun(text, "", Duration.ofMillis(10), 1);
    ComputeBenchmark.Setting setting =
        new ComputeBenchmark.Setting(run, Installation.none(), Path.of("unused"));
    List<Figure> figures;
    try (Compiles compiles = new Compiles(1);
        CompilePeers peers = new CompilePeers(setting)) {
      CodegenCases.Case first = CodegenCases.all().getFirst();
      figures = CodegenBenchmark.measure(first, setting, compiles, peers);
    }
    assertThat(figures)
        .extracting(Figure::metric)
        .containsExactly("cold", "cold", "cold", "stored", "known", "kernels");
    assertThat(figures).allSatisfy(figure -> assertThat(figure.ours()).isPositive());
    assertThat(figures.subList(0, 2))
        .extracting(figure -> figure.peer().orElseThrow())
        .containsExactly(
            Figure.Peer.without("JAX", "", "absent"), Figure.Peer.without("PyTorch", "", "absent"));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("scalar_math", "absent");
  }

  @Test
  void looksAtMemoryTenTimes() throws InterruptedException {
    try (Compiles compiles = new Compiles(1)) {
      List<Figure> figures = LeakCheck.measure(text, compiles, 20);
      assertThat(figures).hasSize(10);
      assertThat(figures.getLast().metric()).isEqualTo("rss after 20");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("after 20 compiles: ");
  }
}
