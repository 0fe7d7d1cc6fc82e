package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import org.junit.jupiter.api.Test;

class FrontendBenchmarkTest {
  @Test
  void everyCaseIsASoundProgram() {
    for (FrontendCases.Case c : FrontendCases.all()) {
      FrontendProbe probe = new FrontendProbe();
      probe.program = c.name();
      probe.prepare();
      assertThat(probe.compile().diagnostics()).describedAs(c.name()).isEmpty();
    }
  }

  @Test
  void measuresTimeAndAllocation() throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
    BenchmarkRun run = new BenchmarkRun(out, "", Duration.ofMillis(100), 1);
    List<Figure> figures = FrontendBenchmark.measure(FrontendCases.all().getFirst(), run);
    assertThat(figures).extracting(Figure::metric).containsExactly("time", "fastest", "allocation");
    assertThat(figures)
        .allSatisfy(figure -> {
          assertThat(figure.name()).isEqualTo("scalar_math");
          assertThat(figure.ours()).isPositive();
          assertThat(figure.peer()).isEmpty();
        });
    assertThat(text.toString(StandardCharsets.UTF_8)).contains("scalar_math", "0.5");
  }
}
