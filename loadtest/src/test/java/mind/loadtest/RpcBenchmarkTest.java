package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.cli.terminal.Failure;
import mind.server.MindServer;
import mind.server.ServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcBenchmarkTest {
  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();

  @Test
  void measuresEachCaseBesideAnEcho() throws IOException {
    List<Figure> figures;
    try (MindServer server = MindServer.start(ServerConfig.embedded(folder))) {
      figures = new RpcBenchmark().run(run("127.0.0.1:" + server.port()));
    }
    assertThat(figures.stream().map(Figure::name).distinct())
        .containsExactly("check", "compile_hit", "execute_small");
    assertThat(figures.stream().map(Figure::metric).distinct())
        .containsExactly("throughput", "p50", "p99");
    assertThat(figures)
        .allSatisfy(figure -> {
          assertThat(figure.ours()).isPositive();
          assertThat(figure.ratio()).hasValueSatisfying(r -> assertThat(r).isPositive());
          assertThat(figure.cacheLineNanos()).isPositive();
        });
    assertThat(text.toString(StandardCharsets.UTF_8)).contains("Check:", "p99.9", "calls/s", "##");
  }

  @Test
  void loadsNoOtherMachine() {
    assertThatThrownBy(() -> new RpcBenchmark().run(run("192.0.2.1:50051")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("loopback only");
  }

  @Test
  void aServerThatIsNotThereIsAFailure() {
    // Port 1 (tcpmux) has no listener on a test machine.
    assertThatThrownBy(() -> new RpcBenchmark().run(run("127.0.0.1:1")))
        .isInstanceOf(Failure.class)
        .hasMessage("no server answers at 127.0.0.1:1");
  }

  private BenchmarkRun run(String server) {
    PrintStream stream = new PrintStream(text, true, StandardCharsets.UTF_8);
    return new BenchmarkRun(stream, server, Duration.ofMillis(200), 2);
  }
}
