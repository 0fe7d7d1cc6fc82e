package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mind.server.store.StoreException;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see: health, reflection, metrics, start and stop. */
final class OperationsTest {
  @TempDir Path folder;

  @Test
  void healthOfEachService() throws IOException {
    try (TestService service = new TestService(folder)) {
      for (String name : List.of("", "mind.v1.Compiler", "mind.v1.Executor")) {
        assertThat(
                HealthGrpc.newBlockingStub(service.channel)
                    .check(HealthCheckRequest.newBuilder().setService(name).build())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
      }
    }
  }

  @Test
  void reflectionListsServices() throws Exception {
    try (TestService service = new TestService(folder)) {
      CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> call =
          ServerReflectionGrpc.newStub(service.channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                      answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable t) {
                      answer.completeExceptionally(t);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      call.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      assertThat(answer.get(5, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains("mind.v1.Compiler", "mind.v1.Executor", "grpc.health.v1.Health");
      call.onCompleted();
    }
  }

  @Test
  void metricsCountWhatHappened() throws Exception {
    try (TestService service = new TestService(folder)) {
      service.compile("scale 3 x f32 3");
      service.compile("scale 3 x f32 3");
      String metrics = get(service, "/metrics").body();
      assertThat(metrics)
          .contains(
              "mind_rpc_seconds_count{method=\"mind.v1.Compiler/Compile\",status=\"OK\"} 2",
              "mind_compile_total{cache=\"miss\"} 1.0",
              "mind_compile_total{cache=\"memory\"} 1.0",
              "mind_store_lookup_seconds_count{result=\"hit\",tier=\"memory\",type=\"record\"}",
              "mind_store_corrupt_total{tier=\"disk\",type=\"blob\"} 0.0",
              "mind_stage_seconds_count{stage=\"frontend\"} 2",
              "mind_kernels_total{outcome=\"compiled\"} 1.0",
              "jvm_memory_used_bytes");
      assertThat(get(service, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(service, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(service, "/metrics/other").statusCode()).isEqualTo(404);
      assertThat(get(service, "/").statusCode()).isEqualTo(404);
    }
  }

  static HttpResponse<String> get(TestService service, String path) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d%s".formatted(service.server.metricsPort().orElseThrow(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void plaintextStaysOnThisMachineUnlessToldOtherwise() {
    ServerConfig base = TestService.config(folder);
    ServerConfig open =
        new ServerConfig(
            new ServerConfig.Listen("0.0.0.0", 0, false),
            base.metrics(),
            base.store(),
            base.limits(),
            base.threads(),
            base.memory(),
            base.drain());
    assertThatThrownBy(() -> new TestService(open))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("listen.plaintext");
  }

  @Test
  void aStoreFolderThatIsAFileIsSaidToBeOne() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new TestService(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aTakenMetricsPortIsNamedAndNothingIsLeftRunning() throws IOException {
    try (TestService first = new TestService(folder)) {
      int taken = first.server.metricsPort().orElseThrow();
      int port = freePort();
      ServerConfig base = TestService.config(folder);
      ServerConfig second =
          new ServerConfig(
              new ServerConfig.Listen("127.0.0.1", port, false),
              new ServerConfig.MetricsPort("127.0.0.1", taken),
              base.store(),
              base.limits(),
              base.threads(),
              base.memory(),
              base.drain());
      assertThatThrownBy(() -> new TestService(second))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + taken)
          .hasMessageContaining("metrics.port");
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void moreCallsThanAllowedAreOverload() throws Exception {
    ServerConfig base = TestService.config(folder);
    ServerConfig config =
        new ServerConfig(
            base.listen(),
            base.metrics(),
            base.store(),
            new ServerConfig.LimitSettings(
                base.limits().sourceBytes(), base.limits().inlineTensorBytes(), 1),
            base.threads(),
            base.memory(),
            base.drain());
    try (TestService service = new TestService(config)) {
      service.compiler.gate = new CountDownLatch(1);
      ListenableFuture<CompileResponse> first =
          CompilerGrpc.newFutureStub(service.channel)
              .compile(TestService.request("scale 3 x f32 3"));
      while (service.compiler.lowered.get() == 0) {
        Thread.sleep(1);
      }
      StatusRuntimeException failure =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> service.compile("scale 3 x f32 3"));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(TestService.detail(failure, RetryInfo.class)).isPresent();
      service.compiler.gate.countDown();
      assertThat(first.get().hasArtifact()).isTrue();
    }
  }

  @Test
  void closingTwiceIsFine() throws IOException {
    TestService service = new TestService(folder);
    service.close();
    service.close();
    service.server.close();
  }
}
