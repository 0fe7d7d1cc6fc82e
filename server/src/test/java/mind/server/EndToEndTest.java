package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.data.Offset.offset;

import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import mind.compiler.Compiler;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.DType;
import mind.v1.DescribeRequest;
import mind.v1.Diagnostic;
import mind.v1.Diagnostics;
import mind.v1.Emitted;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.ExecutorGrpc;
import mind.v1.Gradient;
import mind.v1.NamedTensor;
import mind.v1.Printed;
import mind.v1.Signature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real compiler and runtime behind the service. */
final class EndToEndTest {
  private static final String LOSS =
      """
      fn loss(w: Tensor<f32, [3]>, x: Tensor<f32, [n, 3]>, scale: f32 = 2.0) -> f32 {
          scale * mean(tanh(x @ w))
      }
      fn other(x: Tensor<f32, [3]>) -> Tensor<f32, [3]> { x + x }
      """;

  private static final CompileRequest REQUEST =
      CompileRequest.newBuilder().setSource(LOSS).setEntry("loss").putDims("n", 2).build();

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static MindServer server;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws IOException {
    server = MindServer.start(ServerConfig.embedded(folder));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static CompileResponse compile(CompileRequest request) {
    return CompilerGrpc.newBlockingStub(channel).compile(request);
  }

  private static ExecuteResponse execute(ExecuteRequest request) {
    return ExecutorGrpc.newBlockingStub(channel).execute(request);
  }

  private static StatusRuntimeException fails(CompileRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> compile(request));
  }

  private static List<NamedTensor> inputs() {
    NamedTensor.Builder x = TestService.vector("x", 1, 2, 3, 4, 5, 6).toBuilder();
    x.getTensorBuilder().getTypeBuilder().clearShape().addShape(2).addShape(3);
    NamedTensor.Builder scale = TestService.vector("scale", 2).toBuilder();
    scale.getTensorBuilder().getTypeBuilder().clearShape();
    return List.of(scale.build(), x.build(), TestService.vector("w", 0.1f, -0.2f, 0.3f));
  }

  @Test
  void compilesOnceAndRunsByDigest() {
    CompileResponse first = compile(REQUEST);
    assertThat(compile(REQUEST).getCache()).isEqualTo("memory");
    assertThat(first.getSignature().getInputsList())
        .extracting(Signature.Parameter::getName)
        .containsExactly("w", "x", "scale");
    assertThat(first.getSignature().getInputs(2).hasDefaultValue()).isTrue();
    ExecuteResponse response =
        execute(
            ExecuteRequest.newBuilder()
                .setArtifact(first.getArtifact())
                .addAllInputs(inputs())
                .build());
    float value =
        Float.intBitsToFloat(
            Integer.reverseBytes(
                response.getOutputs(0).getTensor().getRaw().asReadOnlyByteBuffer().getInt()));
    double expected = Math.tanh(0.1 - 0.4 + 0.9) + Math.tanh(0.4 - 1.0 + 1.8);
    assertThat((double) value).isCloseTo(expected, offset(1e-6));
    assertThat(response.getOutputs(0).getName()).isEqualTo("result");
  }

  @Test
  void aGradientIsTheValueAndTheGradients() {
    ExecuteResponse response =
        execute(
            ExecuteRequest.newBuilder()
                .setCompile(REQUEST.toBuilder().setGradient(Gradient.newBuilder().addWrt("w")))
                .addAllInputs(inputs())
                .build());
    assertThat(response.getOutputsList())
        .extracting(NamedTensor::getName)
        .containsExactly("result", "grad.w");
  }

  /** What a program prints comes with the result; an assertion that fails, with what was before. */
  @Test
  void printsAndAsserts() {
    String source =
        """
        fn main(x: Tensor<f32, [2]>) -> f32 {
            print("x", x);
            assert(x > 0, "not positive:", x);
            print("sum {}", sum(x));
            sum(x)
        }
        """;
    CompileResponse compiled = compile(CompileRequest.newBuilder().setSource(source).build());
    ExecuteRequest.Builder request =
        ExecuteRequest.newBuilder().setArtifact(compiled.getArtifact());
    ExecuteRequest sound = request.addInputs(TestService.vector("x", 1, 2)).build();
    assertThat(execute(sound).getPrintedList()).containsExactly("x [1.0, 2.0]", "sum 3.0");
    ExecuteRequest bad = request.clearInputs().addInputs(TestService.vector("x", -1, 2)).build();
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> execute(bad));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription())
        .isEqualTo("assertion failed: not positive: [-1.0, 2.0]");
    assertThat(TestService.detail(failure, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E6006");
    assertThat(TestService.detail(failure, Printed.class).orElseThrow().getTextsList())
        .containsExactly("x [-1.0, 2.0]");
  }

  /** However much a program prints, the response stays small and says what is missing. */
  @Test
  void printedTextIsBounded() {
    String source =
        "fn main() -> i64 { let x = arange(100); for i in 0..2000 { print(i, x); } sum(x) }";
    ExecuteResponse response =
        execute(
            ExecuteRequest.newBuilder()
                .setCompile(CompileRequest.newBuilder().setSource(source))
                .build());
    assertThat(response.getPrintedList().stream().mapToInt(String::length).sum())
        .isBetween(60_000, 70_000);
    assertThat(response.getPrinted(response.getPrintedCount() - 1)).contains("the rest is cut");
  }

  @Test
  void threadsChangeNoBit() {
    ExecuteRequest.Builder request =
        ExecuteRequest.newBuilder().setCompile(REQUEST).addAllInputs(inputs());
    assertThat(execute(request.setThreads(1).build()).getOutputsList())
        .isEqualTo(execute(request.setThreads(2).build()).getOutputsList());
  }

  @Test
  void whatChangesTheResultChangesTheKey() {
    Map<String, CompileRequest> requests = new LinkedHashMap<>();
    requests.put("as it is", REQUEST);
    requests.put("source", REQUEST.toBuilder().setSource(LOSS.replace("tanh", "exp")).build());
    requests.put("entry", REQUEST.toBuilder().setEntry("other").clearDims().build());
    requests.put("dims", REQUEST.toBuilder().putDims("n", 3).build());
    requests.put("gradient", REQUEST.toBuilder().setGradient(Gradient.newBuilder()).build());
    requests.put("wrt", REQUEST.toBuilder().setGradient(Gradient.newBuilder().addWrt("w")).build());
    requests.put("bound", REQUEST.toBuilder().addBound("w").build());
    requests.put("target", REQUEST.toBuilder().setTarget(anotherTarget()).build());
    Set<String> keys = new HashSet<>();
    requests.forEach(
        (name, request) -> assertThat(keys.add(compile(request).getKey())).as(name).isTrue());
    assertThat(compile(REQUEST).getKeyComponentsMap())
        .containsOnlyKeys("ir", "gradient", "bound", "target", "mode", "numerics", "build", "llvm");
  }

  private static String anotherTarget() {
    return Compiler.targets().stream()
        .filter(target -> !target.equals(Compiler.defaultTarget()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatDoesNotKeepsIt() {
    CompileResponse as = compile(REQUEST);
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      String formatted = "// a comment\n" + LOSS.replace("  ", "\t").replace(" -> ", "\n->\n");
      CompileResponse same =
          compile(
              REQUEST.toBuilder()
                  .setSource(formatted)
                  .setTarget(Compiler.defaultTarget())
                  .setMode("strict")
                  .addEmit("ir")
                  .build());
      assertThat(same.getKey()).isEqualTo(as.getKey());
      assertThat(same.getArtifact()).isEqualTo(as.getArtifact());
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void emitsEveryForm() {
    CompileRequest request = REQUEST.toBuilder().addAllEmit(Compiler.FORMS).build();
    CompileResponse response = compile(request);
    assertThat(response.getEmittedList())
        .extracting(Emitted::getForm)
        .containsExactlyInAnyOrderElementsOf(Compiler.FORMS);
    assertThat(response.getEmittedList()).allMatch(each -> !each.getContent().isEmpty());
    assertThat(compile(request).getEmittedList()).isEqualTo(response.getEmittedList());
  }

  @Test
  void errorsOfAProgram() {
    String source = "fn main(x: Tensor<f32, [2]>) -> Tensor<f32, [2]> {\n  x + é + y\n}\n";
    StatusRuntimeException failure = fails(CompileRequest.newBuilder().setSource(source).build());
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    Diagnostics diagnostics = TestService.detail(failure, Diagnostics.class).orElseThrow();
    Diagnostic last = diagnostics.getDiagnostics(diagnostics.getDiagnosticsCount() - 1);
    assertThat(last.getCode()).isEqualTo("E2002");
    assertThat(last.getSpan().getLine()).isEqualTo(2);
    assertThat(last.getSpan().getColumn()).isEqualTo(11); // code points, not bytes
    CheckResponse check =
        CompilerGrpc.newBlockingStub(channel)
            .check(CheckRequest.newBuilder().setSource(source).build());
    assertThat(check.getDiagnosticsList()).isEqualTo(diagnostics.getDiagnosticsList());
  }

  @Test
  void checkGivesSignatures() {
    CheckResponse all =
        CompilerGrpc.newBlockingStub(channel)
            .check(CheckRequest.newBuilder().setSource(LOSS).build());
    assertThat(all.getEntriesList())
        .extracting(Signature::getName)
        .containsExactly("loss", "other");
    assertThat(all.getEntries(0).getInputs(1).getShapeList()).containsExactly("n", "3");
    assertThat(all.getEntries(0).getOutputs(0).getDtype()).isEqualTo(DType.F32);
    CheckResponse one =
        CompilerGrpc.newBlockingStub(channel)
            .check(
                CheckRequest.newBuilder().setSource(LOSS).setEntry("loss").putDims("n", 7).build());
    assertThat(one.getEntries(0).getInputs(1).getShapeList()).containsExactly("7", "3");
  }

  @Test
  void requestsThatNoSourceCouldSatisfy() {
    StatusRuntimeException target = fails(REQUEST.toBuilder().setTarget("z80").build());
    assertThat(target.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(target.getStatus().getDescription()).contains("z80", "x86-64-v3");
    assertThat(TestService.detail(target, ErrorInfo.class).orElseThrow().getReason())
        .isEqualTo("E6002");
    StatusRuntimeException mode = fails(REQUEST.toBuilder().setMode("sloppy").build());
    assertThat(mode.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    StatusRuntimeException form = fails(REQUEST.toBuilder().addEmit("fortran").build());
    assertThat(form.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(form.getStatus().getDescription()).contains("fortran", "llvm");
    for (CompileRequest odd :
        List.of(
            REQUEST.toBuilder().setEntry("nobody").build(),
            REQUEST.toBuilder().clearDims().build(),
            REQUEST.toBuilder().putDims("n", -1).build(),
            REQUEST.toBuilder().putDims("n", Long.MAX_VALUE).build(),
            REQUEST.toBuilder().addBound("nobody").build(),
            REQUEST.toBuilder().setGradient(Gradient.newBuilder().addWrt("nobody")).build(),
            CompileRequest.getDefaultInstance())) {
      StatusRuntimeException failure = fails(odd);
      assertThat(failure).as(odd.toString()).isNotNull();
      assertThat(failure.getStatus().getCode())
          .as(odd.toString())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void describesTheHost() {
    assertThat(
            ExecutorGrpc.newBlockingStub(channel)
                .describe(DescribeRequest.getDefaultInstance())
                .getThreads())
        .isPositive();
  }
}
