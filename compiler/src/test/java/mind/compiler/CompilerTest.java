package mind.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.KernelObjects;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Digests;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.StableHlo;
import mind.v1.Kernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CompilerTest {
  private static final Compiler COMPILER = new Compiler();

  private static final String LOSS =
      """
      fn loss(w: Tensor<f32, [3, 2]>, x: Tensor<f32, [n, 3]>, y: Tensor<i32, [n]>) -> f32 {
          cross_entropy(x @ w, y)
      }
      """;

  @AfterAll
  static void close() {
    COMPILER.close();
  }

  private static CompileOptions options(long n) {
    return new CompileOptions(
        "", Map.of("n", n), Optional.empty(), List.of(), Compiler.defaultTarget(), "strict");
  }

  private static final CompileOptions NO_DIMS =
      new CompileOptions(
          "", Map.of(), Optional.empty(), List.of(), Compiler.defaultTarget(), "strict");

  private static CompileOptions gradient(String... wrt) {
    return new CompileOptions(
        "",
        Map.of("n", 4L),
        Optional.of(List.of(wrt)),
        List.of(),
        Compiler.defaultTarget(),
        "strict");
  }

  private static Lowered.Program program(String source, CompileOptions options) {
    Lowered lowered = COMPILER.lower(source, options);
    assertThat(lowered.diagnostics()).isEmpty();
    return lowered.program().orElseThrow();
  }

  private static List<String> codes(String source, CompileOptions options) {
    Lowered lowered = COMPILER.lower(source, options);
    assertThat(lowered.program()).isEmpty();
    return lowered.diagnostics().stream().map(Diagnostic::code).toList();
  }

  private static SortedMap<String, String> key(String source, CompileOptions options) {
    return COMPILER.keyComponents(program(source, options), options);
  }

  @Test
  void compilingTwiceGivesTheSameArtifactAndEveryBlobItNames() {
    Lowered.Program program = program(LOSS, options(4));
    Artifact first = COMPILER.build(program, options(4), KernelObjects.none());
    Artifact second = COMPILER.build(program, options(4), KernelObjects.none());
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(first.compiled()).isEqualTo(first.kernels()).isPositive();
    first.blobs().forEach((hash, blob) -> assertThat(Digests.sha256(blob)).isEqualTo(hash));
    assertThat(first.blobs()).containsKeys(first.digest(), first.manifest().getIr().getHash());
    for (Kernel kernel : first.manifest().getKernelsList()) {
      assertThat(first.blobs()).containsKey(kernel.getObject().getHash());
    }
  }

  @Test
  void knownKernelsAreNotCompiledAgain() {
    Map<String, byte[]> known = new ConcurrentHashMap<>();
    KernelObjects store = KernelObjects.in(known);
    Artifact first = COMPILER.build(program(LOSS, options(4)), options(4), store);
    Artifact second = COMPILER.build(program(LOSS, options(4)), options(4), store);
    assertThat(known).hasSize(first.compiled());
    assertThat(second.compiled()).isZero();
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  @Test
  void keysDifferInWhatMattersAndAgreeInWhatDoesNot() {
    SortedMap<String, String> key = key(LOSS, options(4));
    String reformatted =
        LOSS.replace("n, 3]", "batch,   3 ]").replace("[n]", "[batch]").replace("{", "{ // why\n");
    CompileOptions renamed =
        new CompileOptions(
            "loss", Map.of("batch", 4L), Optional.empty(), List.of(), "x86-64-v3", "strict");
    assertThat(key(reformatted, renamed)).isEqualTo(key);
    assertThat(key(LOSS, options(5))).isNotEqualTo(key);
    assertThat(key(LOSS, gradient())).isNotEqualTo(key);
    assertThat(key(LOSS, gradient("w"))).isNotEqualTo(key(LOSS, gradient()));
    CompileOptions v4 =
        new CompileOptions("", Map.of("n", 4L), Optional.empty(), List.of(), "x86-64-v4", "strict");
    assertThat(key(LOSS, v4)).isNotEqualTo(key);
    CompileOptions bound =
        new CompileOptions(
            "", Map.of("n", 4L), Optional.empty(), List.of("w"), "x86-64-v3", "strict");
    assertThat(key(LOSS, bound)).isNotEqualTo(key);
  }

  @Test
  void gradientRequestsAreChecked() {
    assertThat(program(LOSS, gradient()).gradient()).contains(List.of(0, 1));
    assertThat(program(LOSS, gradient("x")).gradient()).contains(List.of(1));
    assertThat(codes(LOSS, gradient("y"))).containsExactly("E5005");
    assertThat(codes(LOSS, gradient("z"))).containsExactly("E2002");
    String vector = "fn f(x: Tensor<f32, [n]>) -> Tensor<f32, [n]> { x * x }";
    assertThat(codes(vector, gradient("x"))).containsExactly("E5004");
  }

  @Test
  void aDimensionMustExist() {
    CompileOptions misspelt =
        new CompileOptions(
            "", Map.of("n", 4L, "m", 2L), Optional.empty(), List.of(), "x86-64-v3", "strict");
    assertThat(codes(LOSS, misspelt)).containsExactly("E2002");
  }

  @Test
  void aBoundInputMustExist() {
    CompileOptions bound =
        new CompileOptions(
            "", Map.of("n", 4L), Optional.empty(), List.of("v"), "x86-64-v3", "strict");
    assertThat(codes(LOSS, bound)).containsExactly("E2002");
  }

  @Test
  void formsAreWhatTheySayTheyAre() {
    CompileOptions options = gradient("w");
    Lowered.Program program = program(LOSS, options);
    Artifact artifact = COMPILER.build(program, options, KernelObjects.none());
    Map<String, byte[]> forms =
        COMPILER.emit(program, options, Compiler.FORMS, artifact.manifest(), KernelObjects.none());
    assertThat(forms).containsOnlyKeys(Compiler.FORMS);
    assertThat(IrParser.parse(text(forms, "ir"))).isEqualTo(program.canonical());
    assertThat(IrParser.parse(text(forms, "grad-ir")).outputs()).hasSize(2);
    assertThat(text(forms, "stablehlo")).isEqualTo(StableHlo.print(program.canonical()));
    assertThat(text(forms, "grad-stablehlo"))
        .isEqualTo(StableHlo.print(IrParser.parse(text(forms, "grad-ir"))));
    assertThat(text(forms, "mlir")).contains("func.func @");
    assertThat(text(forms, "grad-mlir")).contains("// return").contains("grad.w");
    for (Kernel kernel : artifact.manifest().getKernelsList()) {
      assertThat(text(forms, "llvm")).contains("@" + kernel.getName() + "(");
      assertThat(text(forms, "asm")).contains(kernel.getName() + ":");
      assertThat(text(forms, "manifest")).contains(kernel.getKey());
    }
    assertThat(text(forms, "obj")).startsWith("!<arch>\n");
  }

  private static String text(Map<String, byte[]> forms, String form) {
    byte[] bytes = forms.get(form);
    assertThat(bytes).isNotNull();
    return new String(bytes, UTF_8);
  }

  @Test
  void whatNoSourceCanSatisfyNamesWhatThereIs() {
    CompileOptions vax =
        new CompileOptions("", Map.of(), Optional.empty(), List.of(), "vax", "strict");
    assertThatThrownBy(() -> COMPILER.lower("1", vax))
        .isInstanceOf(CompileException.class)
        .hasMessageContaining("x86-64-v3")
        .extracting(e -> ((CompileException) e).code())
        .isEqualTo("E6002");
    CompileOptions fast =
        new CompileOptions("", Map.of(), Optional.empty(), List.of(), "x86-64-v3", "fast");
    assertThatThrownBy(() -> COMPILER.lower("1", fast)).hasMessageContaining("strict");
    Lowered.Program program = program("1", NO_DIMS);
    Artifact artifact = COMPILER.build(program, NO_DIMS, KernelObjects.none());
    assertThatThrownBy(() ->
            COMPILER.emit(
                program, options(1), Set.of("wasm"), artifact.manifest(), KernelObjects.none()))
        .hasMessageContaining("wasm");
  }
}
