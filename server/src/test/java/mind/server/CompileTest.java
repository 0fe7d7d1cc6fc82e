package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.Diagnostics;
import mind.v1.Emitted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check and Compile over real gRPC. */
final class CompileTest {
  private static final String PROGRAM = "scale 3 x f32 4";

  @TempDir Path folder;

  private TestService open() throws IOException {
    return new TestService(folder);
  }

  @Test
  void theSecondCompileIsAHitAlsoAfterARestart() throws IOException {
    CompileResponse first;
    try (TestService service = open()) {
      first = service.compile(PROGRAM);
      CompileResponse second = service.compile(PROGRAM);
      assertThat(first.getCache()).isEqualTo("miss");
      assertThat(second.getCache()).isEqualTo("memory");
      assertThat(second.getArtifact()).isEqualTo(first.getArtifact());
      assertThat(second.getKey()).isEqualTo(first.getKey());
      assertThat(first.getKeyComponentsMap()).containsEntry("factor", "3");
      assertThat(first.getTimingsUsMap()).containsKeys("frontend", "lookup", "codegen", "total");
      assertThat(service.compiler.builds).hasValue(1);
    }
    try (TestService service = open()) {
      CompileResponse third = service.compile(PROGRAM);
      assertThat(third.getCache()).isEqualTo("disk");
      assertThat(third.getManifest()).isEqualTo(first.getManifest());
      assertThat(service.compile(PROGRAM).getCache()).isEqualTo("memory");
      assertThat(service.compiler.builds).hasValue(0);
    }
  }

  @Test
  void programsShareKernels() throws IOException {
    try (TestService service = open()) {
      CompileResponse first = service.compile("scale 3 x f32 4");
      CompileResponse second = service.compile("scale 3 x f32 5");
      assertThat(second.getCache()).isEqualTo("miss");
      assertThat(first.getKernelsCompiled()).isEqualTo(1);
      assertThat(second.getKernelsReused()).isEqualTo(1);
      assertThat(service.compiler.kernelBuilds).hasValue(1);
    }
    try (TestService service = open()) {
      assertThat(service.compile("scale 3 x f32 6").getKernelsReused()).isEqualTo(1);
    }
  }

  @Test
  void damageIsFoundRebuiltAndSaid() throws IOException {
    String artifact;
    try (TestService service = open()) {
      artifact = service.compile(PROGRAM).getArtifact().getHash();
    }
    List<Path> files = storedFiles();
    Set<String> repaired = new TreeSet<>();
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 1;
      Files.write(file, bad);
      try (TestService service = open()) {
        CompileResponse response = service.compile(PROGRAM);
        assertThat(response.getArtifact().getHash()).isEqualTo(artifact);
        if (response.getRepairedCount() > 0) {
          repaired.add(kind(file));
          assertThat(response.getRepairedList())
              .as(file.toString())
              .anyMatch(each -> each.endsWith(String.valueOf(file.getFileName())));
          assertThat(Files.readAllBytes(file)).isEqualTo(good);
        }
        assertThat(service.compile(PROGRAM).getRepairedList()).isEmpty();
      }
    }
    assertThat(repaired).contains("action", "attestation", "blob");
  }

  private String kind(Path file) {
    return folder.resolve("data").relativize(file).getName(0).toString();
  }

  private List<Path> storedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aHitWithoutItsBlobsIsAMiss() throws IOException {
    try (TestService service = open()) {
      service.compile(PROGRAM);
    }
    try (Stream<Path> files = Files.walk(folder.resolve("data/blob"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (TestService service = open()) {
      assertThat(service.compile(PROGRAM).getCache()).isEqualTo("miss");
      assertThat(service.compile(PROGRAM).getCache()).isEqualTo("memory");
    }
  }

  @Test
  void whatAnotherKeySignedIsAMiss() throws IOException {
    try (TestService service = open()) {
      service.compile(PROGRAM);
    }
    Files.delete(folder.resolve("keys/signing-key.pem"));
    try (TestService service = open()) {
      CompileResponse response = service.compile(PROGRAM);
      assertThat(response.getCache()).isEqualTo("miss");
      assertThat(response.getKernelsCompiled()).isEqualTo(1);
      assertThat(service.compile(PROGRAM).getCache()).isEqualTo("memory");
    }
  }

  @Test
  void concurrentIdenticalCompilesAreOneFlight() throws Exception {
    try (TestService service = open()) {
      service.compiler.gate = new CountDownLatch(1);
      List<ListenableFuture<CompileResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(
            CompilerGrpc.newFutureStub(service.channel).compile(TestService.request(PROGRAM)));
      }
      while (service.compiler.lowered.get() < calls.size()) {
        Thread.sleep(1);
      }
      Thread.sleep(200); // from the frontend to the flight
      service.compiler.gate.countDown();
      List<String> outcomes = new ArrayList<>();
      for (ListenableFuture<CompileResponse> call : calls) {
        outcomes.add(call.get().getCache());
      }
      assertThat(service.compiler.builds).hasValue(1);
      assertThat(outcomes).containsOnlyOnce("miss").contains("joined");
      assertThat(OperationsTest.get(service, "/metrics").body())
          .contains(
              "mind_kernels_total{outcome=\"compiled\"} 1.0",
              "mind_stage_seconds_count{stage=\"codegen\"} 1");
    }
  }

  @Test
  void twoServersShareOneFolder() throws IOException {
    try (TestService one = open();
        TestService two = open()) {
      CompileResponse first = one.compile(PROGRAM);
      CompileResponse second = two.compile(PROGRAM);
      assertThat(second.getCache()).isEqualTo("disk");
      assertThat(second.getArtifact()).isEqualTo(first.getArtifact());
    }
  }

  @Test
  void formsAreEmittedAndKept() throws IOException {
    try (TestService service = open()) {
      for (int i = 0; i < 2; i++) {
        CompileResponse response =
            service
                .compiler()
                .compile(
                    TestService.request(PROGRAM).toBuilder().addEmit("llvm").addEmit("ir").build());
        assertThat(response.getEmittedList())
            .extracting(Emitted::getForm)
            .containsExactly("llvm", "ir");
        assertThat(response.getEmitted(0).getContent().toStringUtf8()).isEqualTo("llvm of 3");
      }
    }
  }

  @Test
  void checkIsAlwaysOkAndHasAllDiagnostics() throws IOException {
    try (TestService service = open()) {
      CheckResponse response =
          service.compiler().check(CheckRequest.newBuilder().setSource("errors 900").build());
      assertThat(response.getDiagnosticsCount()).isEqualTo(900);
    }
  }

  @Test
  void aFailedCompileCarriesTheDiagnosticsThatFit() throws IOException {
    try (TestService service = open()) {
      StatusRuntimeException failure = fails(service, "errors 900", Status.Code.INVALID_ARGUMENT);
      assertThat(failure.getStatus().getDescription())
          .startsWith("E1001 at 1:1: error 1 of")
          .endsWith("(and 899 more)");
      Diagnostics diagnostics = TestService.detail(failure, Diagnostics.class).orElseThrow();
      assertThat(diagnostics.getTotal()).isEqualTo(900);
      assertThat(diagnostics.getDiagnosticsCount()).isBetween(10, 100);
      assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
          .isEqualTo("E1001");
    }
  }

  @Test
  void aCompilerThatBreaksSaysNothingOfItsInside() throws IOException {
    try (TestService service = open()) {
      for (String source : List.of("crash", "overflow")) {
        StatusRuntimeException failure = fails(service, source, Status.Code.INTERNAL);
        assertThat(failure.getStatus().getDescription())
            .startsWith("internal error ")
            .doesNotContain("secret", "Exception", "mind.");
        assertThat(service.compile(PROGRAM).hasArtifact()).isTrue();
      }
    }
  }

  @Test
  void sourcesHaveALimit() throws IOException {
    try (TestService service = open()) {
      StatusRuntimeException failure =
          fails(service, "x".repeat((1 << 20) + 1), Status.Code.INVALID_ARGUMENT);
      assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
          .isEqualTo("E7001");
    }
  }

  @Test
  void theDeadlineIsKept() throws IOException {
    try (TestService service = open()) {
      service.compiler.gate = new CountDownLatch(1);
      StatusRuntimeException failure =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  CompilerGrpc.newBlockingStub(service.channel)
                      .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                      .compile(TestService.request(PROGRAM)));
      assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      service.compiler.gate.countDown();
      assertThat(service.compile(PROGRAM).hasArtifact()).isTrue();
    }
  }

  private static StatusRuntimeException fails(
      TestService service, String source, Status.Code code) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> service.compile(source));
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    return failure;
  }
}
