package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.compiler.ir.Function;
import org.junit.jupiter.api.Test;

class AutodiffBenchmarkTest {
  @Test
  void everyCaseHasAGradientByEachInput() {
    for (AutodiffCases.Case c : AutodiffCases.all()) {
      AutodiffProbe probe = new AutodiffProbe();
      probe.program = c.name();
      probe.prepare();
      Function optimised = probe.optimise();
      assertThat(optimised.outputs()).describedAs(c.name()).hasSize(1 + optimised.inputs().size());
      assertThat(optimised.outputTypes()).isEqualTo(probe.gradient().outputTypes());
    }
  }

  @Test
  void measuresBothStages() throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
    BenchmarkRun run = new BenchmarkRun(out, "", Duration.ofMillis(100), 1);
    List<Figure> figures = AutodiffBenchmark.measure(AutodiffCases.all().getFirst(), run);
    assertThat(figures)
        .extracting(Figure::metric)
        .containsExactly("gradient", "gradient fastest", "gradient allocation", "optimise");
    assertThat(figures).allSatisfy(figure -> assertThat(figure.ours()).isPositive());
    assertThat(text.toString(StandardCharsets.UTF_8)).contains("simple_quadratic", "1.0");
  }
}
