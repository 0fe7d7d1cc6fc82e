package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mind.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final List<String> COMMANDS =
      List.of(
          "check",
          "compile",
          "run",
          "train",
          "fmt",
          "lsp",
          "serve",
          "artifact",
          "bench",
          "test",
          "completion");

  @TempDir private Path folder = Path.of("");

  @Test
  void helpExplainsEveryCommand() {
    String help = Ran.mind("--help").exits(ExitCode.OK).out();
    assertThat(help).contains(COMMANDS).contains("Exit codes");
    for (String command : COMMANDS) {
      assertThat(Ran.mind(command, "--help").exits(ExitCode.OK).out())
          .startsWith("Usage: mind " + command);
    }
    for (String sub : List.of("show", "get", "verify")) {
      assertThat(Ran.mind("artifact", sub, "--help").exits(ExitCode.OK).out()).contains("DIGEST");
    }
  }

  @Test
  void completionIsAScriptThatBashTakes() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Ran.mind("completion").exits(ExitCode.OK).out());
    Process bash =
        new ProcessBuilder("bash", "-c", "source \"$0\" && complete -p mind", script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(Files.readString(script)).contains(COMMANDS).contains("--entry");
  }

  @Test
  void theScriptExplainsTheTests() throws Exception {
    Process script =
        new ProcessBuilder("../mind", "test", "--help").redirectErrorStream(true).start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(said).isZero();
    assertThat(said).startsWith("usage: mind test");
  }

  @Test
  void failuresAreOneObjectWithJson() throws IOException {
    Path file = Files.writeString(folder.resolve("a.mind"), "1 + 1\n");
    String digest = "sha256:" + "0".repeat(64);
    List<Ran> failures =
        List.of(
            Ran.mind("artifact", "show", digest, "--json", "--server", "127.0.0.1:1"),
            Ran.mind("artifact", "get", "abc", "--json"),
            Ran.mind("check", file.toString(), "--json", "--server", "127.0.0.1:1"),
            Ran.mind("check", "--json"),
            Ran.mind("run", file.toString(), "--json", "--threads", "0"),
            Ran.mind("bench", "nothing", "--json"));
    for (Ran ran : failures) {
      assertThat(ran.json().get("error").asString()).isNotEmpty();
      assertThat(ran.err()).contains(ran.json().get("error").asString());
    }
  }

  @Test
  void serveSaysWhatIsWrongWithItsConfiguration() throws IOException {
    Path config = Files.writeString(folder.resolve("mind.yaml"), "listen:\n  prot: 1\n");
    assertThat(Ran.mind("serve", "--config", config.toString()).exits(ExitCode.USAGE).err())
        .contains("listen.prot", "did you mean listen.port");
    assertThat(Ran.mind("serve", "--config", "no.yaml").exits(ExitCode.USAGE).err())
        .contains("no.yaml");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(Ran.mind("serve", "--store", file.toString()).exits(ExitCode.USAGE).err())
        .contains("the store cannot be used");
  }

  @Test
  void addressesAndBenchmarksThatMakeNoSenseAreUsage() throws IOException {
    Path file = Files.writeString(folder.resolve("a.mind"), "1 + 1\n");
    assertThat(Ran.mind("check", file.toString(), "--server", "here").exits(ExitCode.USAGE).err())
        .contains("--server", "HOST:PORT");
    assertThat(Ran.mind("bench", "nothing").exits(ExitCode.USAGE).err())
        .contains("no benchmark nothing");
    for (String command : List.of("run", "train")) {
      // No server answers there: the option is refused before any call.
      String[] args = {command, file.toString(), "--threads", "-1", "--server", "127.0.0.1:1"};
      assertThat(Ran.mind(args).exits(ExitCode.USAGE).err()).contains("--threads");
    }
    assertThat(Ran.mind("run", file.toString(), "--in", "x").exits(ExitCode.USAGE).err())
        .contains("--in");
  }
}
