package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckTest {
  @RegisterExtension static final Served SERVED = new Served();

  @TempDir private Path folder = Path.of("");

  private static final String TWO_ERRORS =
      """
      fn f(x: Tensor<f32, [2, 3]>, w: Tensor<f32, [4, 5]>) -> Tensor<f32, [2, 5]> {
          let a = x @ w;
          let b = wrong + 1.0;
          a
      }
      """;

  @Test
  void listsEntriesOfAGoodProgram() {
    JsonNode json =
        SERVED
            .withInput(
                "fn twice(x: Tensor<f32, [n, 3]>, by: f32 = 2.0) -> Tensor<f32, [n, 3]> { by * x }",
                "check",
                "-",
                "--json")
            .exits(ExitCode.OK)
            .json();
    assertThat(json.get("diagnostics")).isEmpty();
    JsonNode entry = json.get("entries").get(0);
    assertThat(entry.get("name").asString()).isEqualTo("twice");
    assertThat(entry.get("inputs").get(0).toString())
        .isEqualTo("{\"name\":\"x\",\"dtype\":\"f32\",\"shape\":[\"n\",3]}");
    assertThat(entry.get("inputs").get(1).get("name").asString()).isEqualTo("by");
    assertThat(entry.get("outputs").get(0).get("name").asString()).isEqualTo("result");
  }

  @Test
  void givesAllErrorsAsData() {
    JsonNode json =
        SERVED.withInput(TWO_ERRORS, "check", "-", "--json").exits(ExitCode.DIAGNOSTICS).json();
    JsonNode diagnostics = json.get("diagnostics");
    assertThat(diagnostics).hasSize(2);
    JsonNode first = diagnostics.get(0);
    assertThat(first.propertyNames())
        .containsExactly(
            "code",
            "severity",
            "message",
            "line",
            "column",
            "end_line",
            "end_column",
            "notes",
            "help");
    assertThat(first.get("code").asString()).isEqualTo("E3003");
    assertThat(first.get("severity").asString()).isEqualTo("error");
    assertThat(first.get("line").asInt()).isEqualTo(2);
    assertThat(first.get("notes")).isNotEmpty();
    assertThat(diagnostics.get(1).get("code").asString()).isEqualTo("E2002");
    assertThat(diagnostics.get(1).get("line").asInt()).isEqualTo(3);
    assertThat(diagnostics.get(1).get("column").asInt()).isEqualTo(13);
  }

  @Test
  void showsPeopleTheLineAndACaret() throws Exception {
    Path file = Files.writeString(folder.resolve("two.mind"), TWO_ERRORS);
    Ran ran = SERVED.mind("check", file.toString()).exits(ExitCode.DIAGNOSTICS);
    assertThat(ran.err())
        .contains("error[E2002]", "two.mind:3:13", "3 |     let b = wrong + 1.0;")
        .contains("  |             ^^^^^\n");
    assertThat(ran.out()).doesNotContain("error");
  }

  @Test
  void aSyntaxErrorHidesNoOtherError() {
    JsonNode json =
        SERVED
            .withInput("let a = (1 + ;\nlet b = c;\nb\n", "check", "-", "--json")
            .exits(ExitCode.DIAGNOSTICS)
            .json();
    assertThat(json.get("diagnostics").toString()).contains("E1001", "E2002");
  }

  @Test
  void everyExampleIsSound() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mind")).toList()) {
        SERVED.mind("check", file.toString()).exits(ExitCode.OK);
      }
    }
  }

  @Test
  void wrongUsageIsSaidInALine() {
    assertThat(SERVED.mind("check", "no/such.mind").exits(ExitCode.USAGE).err())
        .isEqualTo("mind: no such file: no/such.mind\n");
    assertThat(SERVED.mind("check", folder.toString()).exits(ExitCode.USAGE).err())
        .contains("is a folder");
    assertThat(Ran.mind("check").exits(ExitCode.USAGE).err()).contains("FILE", "--help");
    assertThat(Ran.mind("chekc").exits(ExitCode.USAGE).err()).contains("Did you mean");
    assertThat(Ran.mind().exits(ExitCode.USAGE).err()).contains("--help");
  }

  @Test
  void aServerThatIsNotThereIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("a.mind"), "1 + 1\n");
    // Port 1 (tcpmux) has no listener on a test machine.
    Ran ran = Ran.mind("check", file.toString(), "--server", "127.0.0.1:1").exits(ExitCode.FAILURE);
    assertThat(ran.err()).contains("127.0.0.1:1");
  }
}
