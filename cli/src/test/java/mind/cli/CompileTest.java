package mind.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Compiles with embedded servers, one a command, so that only the disk store connects them. */
class CompileTest {
  private static final String PROGRAM =
      """
      fn main(x: Tensor<f32, [n, 4]>, w: Tensor<f32, [4, 3]>) -> f32 { mean(relu(x @ w)) }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aSecondCompileIsAHitAcrossRestarts() {
    JsonNode first = compile("--dim", "n=8").exits(ExitCode.OK).json();
    assertThat(first.propertyNames())
        .containsExactly(
            "artifact",
            "key",
            "cache",
            "entry",
            "target",
            "kernels",
            "files",
            "timings_us",
            "diagnostics");
    int total = first.get("kernels").get("total").asInt();
    assertThat(total).isPositive();
    assertThat(first.get("kernels").get("compiled").asInt()).isEqualTo(total);
    assertThat(first.get("cache").asString()).isEqualTo("miss");
    assertThat(first.get("target").asString()).isEqualTo("x86-64-v3");
    assertThat(first.get("timings_us")).isNotEmpty();
    JsonNode second = compile("--dim", "n=8").exits(ExitCode.OK).json();
    assertThat(second.get("cache").asString()).isEqualTo("disk");
    assertThat(second.get("artifact")).isEqualTo(first.get("artifact"));
    assertThat(second.get("kernels").get("compiled").asInt()).isZero();
    JsonNode other = compile("--dim", "n=9").exits(ExitCode.OK).json();
    assertThat(other.get("artifact")).isNotEqualTo(first.get("artifact"));
    assertThat(other.get("key")).isNotEqualTo(first.get("key"));
  }

  @Test
  void writesTheFormsAskedFor() throws IOException {
    Path out = folder.resolve("forms");
    JsonNode json =
        compile(
                "--dim",
                "n=2",
                "--grad",
                "--emit",
                "ir,grad-ir,stablehlo,grad-stablehlo,mlir,grad-mlir,llvm,asm,obj,manifest",
                "-o",
                out.toString())
            .exits(ExitCode.OK)
            .json();
    assertThat(json.get("files").propertyNames())
        .containsExactlyInAnyOrder(
            "ir",
            "grad-ir",
            "stablehlo",
            "grad-stablehlo",
            "mlir",
            "grad-mlir",
            "llvm",
            "asm",
            "obj",
            "manifest");
    for (JsonNode path : json.get("files")) {
      assertThat(Path.of(path.asString())).isNotEmptyFile();
    }
    assertThat(Files.readString(out.resolve("main.mir"))).contains("fn @main", "matmul");
    assertThat(Files.readString(out.resolve("main.grad.mir"))).contains("grad.w");
    assertThat(Files.readString(out.resolve("main.mlir"))).contains("func.func @main");
    assertThat(Files.readString(out.resolve("main.grad.mlir"))).contains("grad.w");
    assertThat(Files.readString(out.resolve("main.a"), ISO_8859_1))
        .startsWith("!<arch>\n")
        .contains("ELF");
  }

  @Test
  void aCorruptFileIsRebuiltAndSaid() throws IOException {
    String artifact = compile("--dim", "n=8").json().get("artifact").asString();
    int damaged = 0;
    for (Path file : storeFiles()) {
      byte[] bytes = Files.readAllBytes(file);
      // Blobs are named by their content; keys and the store's own files are left alone.
      if (bytes.length > 0 && file.getFileName().toString().matches("[0-9a-f]{62,64}.*")) {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        damaged++;
      }
    }
    assertThat(damaged).isPositive();
    Ran ran = compile("--dim", "n=8").exits(ExitCode.OK);
    assertThat(ran.json().get("artifact").asString()).isEqualTo(artifact);
    assertThat(ran.json().get("repaired")).isNotEmpty();
    assertThat(ran.err()).contains("corrupt", "rebuilt");
    assertThat(compile("--dim", "n=8").json().get("cache").asString()).isEqualTo("disk");
  }

  @Test
  void artifactsCanBeShownFetchedAndVerified() throws IOException {
    String artifact = compile("--dim", "n=8").json().get("artifact").asString();
    JsonNode shown = artifact("show", artifact, "--json").exits(ExitCode.OK).json();
    assertThat(shown.get("entry").asString()).isEqualTo("main");
    assertThat(shown.at("/inputs/0").toString())
        .isEqualTo("{\"name\":\"x\",\"dtype\":\"f32\",\"shape\":[8,4]}");
    assertThat(artifact("verify", artifact).exits(ExitCode.OK).out()).contains("ok", "attested");
    Path out = folder.resolve("artifact");
    artifact("get", artifact, "-o", out.toString()).exits(ExitCode.OK);
    assertThat(out.resolve("manifest.pb")).isNotEmptyFile();
    String unknown = "sha256:" + "0".repeat(64);
    assertThat(artifact("show", unknown).exits(ExitCode.FAILURE).err()).contains(unknown);
    assertThat(artifact("show", "abc").exits(ExitCode.USAGE).err()).contains("not a digest");
    for (Path file : storeFiles()) {
      if (Files.size(file) > 0 && file.toString().contains("blob")) {
        Files.write(file, new byte[] {1});
      }
    }
    artifact("verify", artifact).exits(ExitCode.FAILURE);
  }

  @Test
  void aDimensionWithoutAValueIsAsked() {
    Ran ran = compile();
    assertThat(ran.exit()).isEqualTo(ExitCode.DIAGNOSTICS);
    assertThat(ran.err()).contains("error[E2003]", "n");
  }

  /** IR in: it keeps the names, so that program and IR are one artifact. */
  @Test
  void aProgramAndItsIrAreOneArtifact() throws IOException {
    Path out = folder.resolve("ir");
    JsonNode program =
        compile("--dim", "n=2", "--emit", "ir", "-o", out.toString()).exits(ExitCode.OK).json();
    String ir = out.resolve("main.mir").toString();
    JsonNode read = Ran.mind("compile", ir, "--json", "--store", store()).exits(ExitCode.OK).json();
    assertThat(read.get("artifact")).isEqualTo(program.get("artifact"));
    assertThat(read.get("key")).isEqualTo(program.get("key"));
    assertThat(Ran.mind("check", ir).exits(ExitCode.OK).out()).contains("fn main(");
    String broken = Files.readString(Path.of(ir)).replace("matmul", "matmal");
    Ran ran = Ran.withInput(broken, "compile", "-", "--store", store());
    assertThat(ran.exits(ExitCode.DIAGNOSTICS).err()).contains("error[E4003]", "matmal", "-->");
  }

  @Test
  void unknownFormsAndTargetsAreSaid() {
    assertThat(compile("--dim", "n=1", "--emit", "elf").exits(ExitCode.USAGE).err())
        .contains(
            "--emit elf: no such form; there is ir, grad-ir, stablehlo, grad-stablehlo, mlir,"
                + " grad-mlir, llvm, asm, obj, manifest");
    assertThat(compile("--dim", "n=1", "--target", "vax").exits(ExitCode.FAILURE).err())
        .contains("vax", "x86-64-v3");
  }

  @Test
  void limitsAndGradientsOfNothingAreErrorsOfTheProgram() {
    String large = "let a = 1\n" + "# filler filler filler filler\n".repeat(400_000);
    for (String command : List.of("check", "compile")) {
      Ran ran = Ran.withInput(large, command, "-", "--json", "--store", store());
      assertThat(ran.exits(ExitCode.DIAGNOSTICS).json().at("/diagnostics/0/code").asString())
          .isEqualTo("E7001");
      assertThat(ran.err()).contains("error[E7001]");
    }
    Ran ran =
        Ran.withInput(
            "fn main(i: i32) -> f32 { i as f32 }",
            "compile",
            "-",
            "--json",
            "--emit",
            "grad-ir",
            "--store",
            store());
    assertThat(ran.exits(ExitCode.DIAGNOSTICS).json().at("/diagnostics/0/message").asString())
        .contains("no float inputs");
  }

  private String store() {
    return folder.resolve("store").toString();
  }

  private Ran compile(String... more) {
    List<String> args =
        Stream.concat(
                Stream.of("compile", "-", "--json", "--store", folder.resolve("store").toString()),
                Stream.of(more))
            .toList();
    return Ran.withInput(PROGRAM, args.toArray(String[]::new));
  }

  private Ran artifact(String... more) {
    List<String> args =
        Stream.concat(
                Stream.of("artifact"),
                Stream.concat(
                    Stream.of(more), Stream.of("--store", folder.resolve("store").toString())))
            .toList();
    return Ran.mind(args.toArray(String[]::new));
  }

  private List<Path> storeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
