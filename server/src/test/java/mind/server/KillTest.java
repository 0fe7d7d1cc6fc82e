package mind.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of compiles: whatever had been answered is there, whole, afterwards. */
final class KillTest {
  private static final int ANSWERS = 8;

  @TempDir Path folder;

  @Test
  void losesAndCorruptsNothingThatWasAnswered() throws Exception {
    Map<Integer, CompileResponse> answered = answersUntilKilled();
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERS);
    try (MindServer server = MindServer.start(ServerConfig.embedded(folder))) {
      ManagedChannel channel = connect(server.port());
      answered.forEach((number, before) -> {
        CompileResponse after = CompilerGrpc.newBlockingStub(channel).compile(request(number));
        assertThat(after.getCache()).isEqualTo("disk");
        assertThat(after.getArtifact()).isEqualTo(before.getArtifact());
        assertThat(after.getRepairedList()).isEmpty();
      });
      // What was cut off in the middle compiles as if nothing had been.
      assertThat(CompilerGrpc.newBlockingStub(channel).compile(request(1000)).getRepairedList())
          .isEmpty();
      channel.shutdownNow();
    }
  }

  /** Two callers compile ever new programs; after some answers the server dies under them. */
  private Map<Integer, CompileResponse> answersUntilKilled() throws Exception {
    Map<Integer, CompileResponse> answered = new ConcurrentHashMap<>();
    Process process = serve();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        ExecutorService callers = Executors.newFixedThreadPool(2)) {
      ManagedChannel channel = connect(Integer.parseInt(String.valueOf(lines.readLine())));
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 2; caller++) {
        int first = 1000 + caller;
        all.add(callers.submit(() -> compileFrom(first, channel, process, answered)));
      }
      for (Future<?> each : all) {
        each.get();
      }
      channel.shutdownNow();
    } finally {
      process.destroyForcibly();
    }
    return answered;
  }

  private static void compileFrom(
      int first, ManagedChannel channel, Process process, Map<Integer, CompileResponse> answered) {
    try {
      for (int number = first; ; number += 2) {
        answered.put(number, CompilerGrpc.newBlockingStub(channel).compile(request(number)));
        if (answered.size() >= ANSWERS) {
          process.destroyForcibly();
        }
      }
    } catch (StatusRuntimeException e) {
      assertThat(process.isAlive() && answered.size() < ANSWERS).as(e.toString()).isFalse();
    }
  }

  private static CompileRequest request(int number) {
    return CompileRequest.newBuilder()
        .setSource(
            "fn main(x: Tensor<f32, [64]>) -> Tensor<f32, [64]> { exp(x * %d.0) + tanh(x) }"
                .formatted(number))
        .build();
  }

  private static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  private Process serve() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            ServeMain.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
