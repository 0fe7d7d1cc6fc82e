package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mind.v1.CompileResponse;
import mind.v1.DType;
import mind.v1.DescribeRequest;
import mind.v1.Digest;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.ExecutorGrpc;
import mind.v1.NamedTensor;
import mind.v1.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Execute and Describe over real gRPC. */
final class ExecuteTest {
  private static final NamedTensor X = TestService.vector("x", 1, 2, 3);

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestService service;

  @SuppressWarnings("NullAway.Init") // set before each test
  private CompileResponse compiled;

  @BeforeEach
  void compile() throws IOException {
    service = new TestService(folder);
    compiled = service.compile("scale 3 x f32 3");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private ExecuteRequest.Builder request(NamedTensor... inputs) {
    return ExecuteRequest.newBuilder()
        .setArtifact(compiled.getArtifact())
        .addAllInputs(List.of(inputs));
  }

  private StatusRuntimeException fails(ExecuteRequest.Builder request, Status.Code code) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> service.executor().execute(request.build()));
    assertThat(failure).isNotNull();
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    return failure;
  }

  private void failsAt(ExecuteRequest.Builder request, String field, String message) {
    StatusRuntimeException failure = fails(request, Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription()).isEqualTo(message);
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E6006");
    assertThat(
            TestService.detail(failure, BadRequest.class)
                .orElseThrow()
                .getFieldViolations(0)
                .getField())
        .isEqualTo(field);
  }

  @Test
  void runsAnArtifactByItsDigest() {
    ExecuteResponse response = service.executor().execute(request(X).build());
    assertThat(response.getOutputsList()).containsExactly(TestService.vector("result", 3, 6, 9));
    assertThat(response.getPrintedList()).containsExactly("printed");
    assertThat(response.getArtifact()).isEqualTo(compiled.getArtifact());
    assertThat(response.getTimingsUsMap()).containsKeys("run", "total");
  }

  @Test
  void compilesAndRunsInOneCall() {
    ExecuteResponse response =
        service
            .executor()
            .execute(
                ExecuteRequest.newBuilder()
                    .setCompile(TestService.request("scale 5 x f32 3"))
                    .addInputs(X)
                    .build());
    assertThat(response.getOutputsList()).containsExactly(TestService.vector("result", 5, 10, 15));
  }

  @Test
  void loadsAProgramOnceAndAcrossRestartsOnlyByDigest() throws IOException {
    service.executor().execute(request(X).build());
    service.executor().execute(request(X).build());
    assertThat(service.executor.loads).hasValue(1);
    service.close();
    assertThat(service.executor.open).hasValue(0);
    service = new TestService(folder);
    assertThat(service.executor().execute(request(X).build()).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void namesWhatIsWrongWithAnInput() {
    failsAt(request(), "inputs[x]", "input 'x' is missing; expected f32[3]");
    failsAt(
        request(X, TestService.vector("y", 1)),
        "inputs[y]",
        "input 'y' is unknown; the program takes x: f32[3]");
    failsAt(request(X, X), "inputs[x]", "input 'x' is given twice");
    failsAt(
        request(TestService.vector("x", 1, 2)),
        "inputs[x]",
        "input 'x' has the wrong type; expected f32[3], got f32[2]");
    NamedTensor.Builder f64 = X.toBuilder();
    f64.getTensorBuilder().getTypeBuilder().setDtype(DType.F64);
    failsAt(
        request(f64.build()),
        "inputs[x]",
        "input 'x' has the wrong type; expected f32[3], got f64[3]");
    NamedTensor.Builder shorter = X.toBuilder();
    shorter.getTensorBuilder().setRaw(ByteString.copyFrom(new byte[11]));
    failsAt(
        request(shorter.build()),
        "inputs[x]",
        "input 'x' has the wrong length; f32[3] takes 12 bytes, got 11");
    NamedTensor.Builder empty = X.toBuilder();
    empty.getTensorBuilder().clearContent();
    failsAt(request(empty.build()), "inputs[x]", "input 'x' has no content; set raw or blob");
    NamedTensor.Builder untyped = X.toBuilder();
    untyped.getTensorBuilder().clearType();
    failsAt(
        request(untyped.build()),
        "inputs[x]",
        "input 'x' has the wrong type; expected f32[3], got a tensor without dtype, shape ");
  }

  @Test
  void takesAnInputByDigest() {
    // Any blob of the store will do, such as the 8 bytes of the tiny compiler's native code.
    ByteString object = ByteString.copyFromUtf8("scale 30");
    CompileResponse other = service.compile("scale 30 x f32 2");
    assertThat(other.getManifest().getKernels(0).getObject())
        .isEqualTo(mind.server.store.Digest.of(object).toProto());
    NamedTensor.Builder input = TestService.vector("x", 0, 0).toBuilder();
    ExecuteRequest.Builder request = ExecuteRequest.newBuilder().setArtifact(other.getArtifact());
    input.getTensorBuilder().setRaw(object);
    ExecuteResponse inline =
        service.executor().execute(request.clone().addInputs(input.build()).build());
    input.getTensorBuilder().setBlob(mind.server.store.Digest.of(object).toProto());
    ExecuteResponse byDigest =
        service.executor().execute(request.clone().addInputs(input.build()).build());
    assertThat(byDigest.getOutputsList()).isEqualTo(inline.getOutputsList()).hasSize(1);
  }

  @Test
  void saysWhatIsWrongWithAnInputByDigest() {
    Tensor byDigest =
        Tensor.newBuilder()
            .setType(X.getTensor().getType())
            .setBlob(compiled.getManifest().getIr())
            .build();
    StatusRuntimeException failure =
        fails(
            request(NamedTensor.newBuilder().setName("x").setTensor(byDigest).build()),
            Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription()).contains("wrong length");

    Tensor missing =
        byDigest.toBuilder()
            .setBlob(Digest.newBuilder().setHash("ab".repeat(32)).setSizeBytes(12))
            .build();
    failure =
        fails(
            request(NamedTensor.newBuilder().setName("x").setTensor(missing).build()),
            Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription()).contains("isn't in the store");

    Tensor nonsense = byDigest.toBuilder().setBlob(Digest.newBuilder().setHash("../../x")).build();
    fails(
        request(NamedTensor.newBuilder().setName("x").setTensor(nonsense).build()),
        Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void anUnknownArtifactIsNotFound() {
    StatusRuntimeException failure =
        fails(
            request(X).setArtifact(Digest.newBuilder().setHash("00".repeat(32)).setSizeBytes(5)),
            Status.Code.NOT_FOUND);
    assertThat(failure.getStatus().getDescription()).contains("compile the program first");
  }

  @Test
  void aWrongSizeIsAnotherArtifactWhetherLoadedOrNot() {
    Digest wrong =
        compiled.getArtifact().toBuilder()
            .setSizeBytes(compiled.getArtifact().getSizeBytes() + 1)
            .build();
    fails(request(X).setArtifact(wrong), Status.Code.NOT_FOUND);
    service.executor().execute(request(X).build());
    fails(request(X).setArtifact(wrong), Status.Code.NOT_FOUND);
  }

  @Test
  void aBlobThatNoCompileMadeIsNeverLinked() {
    // Emitted forms are blobs whose bytes the program's author chooses.
    service
        .compiler()
        .compile(TestService.request("scale 3 x f32 3").toBuilder().addEmit("ir").build());
    ByteString form = ByteString.copyFromUtf8("ir of 3");
    StatusRuntimeException failure =
        fails(
            request(X).setArtifact(mind.server.store.Digest.of(form).toProto()),
            Status.Code.PERMISSION_DENIED);
    fails(
        request(X)
            .setArtifact(
                mind.server.store.Digest.of(form).toProto().toBuilder().clearSizeBytes().build()),
        Status.Code.PERMISSION_DENIED);
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("NOT_ATTESTED");
    assertThat(service.executor.loads).hasValue(0);
  }

  @Test
  void anArtifactOfAnotherSigningKeyIsDenied() throws IOException {
    service.close();
    Files.delete(folder.resolve("keys/signing-key.pem"));
    service = new TestService(folder);
    fails(request(X), Status.Code.PERMISSION_DENIED);
    service.compile("scale 3 x f32 3");
    assertThat(service.executor().execute(request(X).build()).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void aDamagedKernelIsNeverLinked() throws IOException {
    service.close();
    String hash = compiled.getManifest().getKernels(0).getObject().getHash();
    Path file = folder.resolve("data/blob").resolve(hash.substring(0, 2)).resolve(hash);
    Files.writeString(file, "scale 4");
    service = new TestService(folder);
    StatusRuntimeException failure = fails(request(X), Status.Code.NOT_FOUND);
    assertThat(failure.getStatus().getDescription()).contains("damaged", hash);
    assertThat(service.compile("scale 3 x f32 3").getCache()).isEqualTo("miss");
    assertThat(service.executor().execute(request(X).build()).getOutputsList())
        .containsExactly(TestService.vector("result", 3, 6, 9));
  }

  @Test
  void runTimeFailuresHaveTheirCodes() {
    StatusRuntimeException failure = fails(request(X).setSeed(-1), Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription()).isEqualTo("index 7 out of range [0, 3)");
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E6001");
  }

  @Test
  void theDeadlineReachesTheKernels() {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ExecutorGrpc.newBlockingStub(service.channel)
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .execute(request(X).setSeed(-2).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(service.executor().execute(request(X).build()).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void moreThanThreeMebibytesInlineAreTooMany() {
    service.compile("scale 3 x f32 800000");
    StatusRuntimeException failure =
        fails(request(TestService.vector("x", new float[800_000])), Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription())
        .startsWith("the inputs have 3200000 bytes; one call carries at most 3145728 inline.");
  }

  @Test
  void outputsThatNoResponseCarriesAreRefusedBeforeAnythingIsLoaded() {
    compiled = service.compile("scale 3 x f32 30000 30000");
    StatusRuntimeException failure = fails(request(), Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription())
        .startsWith("the outputs have 3600000000 bytes; one call carries at most 3145728 inline");
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E7003");
    assertThat(service.executor.loads).hasValue(0);
  }

  @Test
  void aRunThatNeedsMoreThanAllMemoryIsRefusedBeforeAnythingIsLoaded() throws IOException {
    service.close();
    service = new TestService(TestService.withExecuteBytes(TestService.config(folder), 1 << 20));
    compiled = service.compile("scale 3 x f32 200000");
    StatusRuntimeException failure =
        fails(request(TestService.vector("x", new float[200_000])), Status.Code.RESOURCE_EXHAUSTED);
    assertThat(failure.getStatus().getDescription())
        .startsWith("one run needs 1600000 bytes")
        .contains("1048576", "memory.execute_bytes");
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E6004");
    assertThat(TestService.detail(failure, RetryInfo.class)).isEmpty();
    assertThat(service.executor.loads).hasValue(0);
  }

  @Test
  void compilingToRunMakesNoForms() {
    ExecuteRequest both =
        ExecuteRequest.newBuilder()
            .setCompile(TestService.request("scale 5 x f32 3").toBuilder().addEmit("llvm"))
            .addInputs(X)
            .build();
    assertThat(service.executor().execute(both).getOutputsCount()).isEqualTo(1);
    assertThat(service.compiler.emits).hasValue(0);
  }

  @Test
  void aRequestWithoutProgramIsMalformed() {
    fails(ExecuteRequest.newBuilder(), Status.Code.INVALID_ARGUMENT);
    fails(request(X).setArtifact(Digest.newBuilder().setHash("XY")), Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void describes() {
    assertThat(service.executor().describe(DescribeRequest.getDefaultInstance()).getTargetsList())
        .containsExactly("tiny");
  }
}
