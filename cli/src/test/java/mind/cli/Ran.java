package mind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mind.cli.terminal.Console;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the command line: exit code and what it printed. */
record Ran(int exit, String out, String err) {
  /** Runs a command without standard input, terminal or environment. */
  static Ran mind(String... args) {
    return withInput("", args);
  }

  /** Runs a command that reads this text. */
  static Ran withInput(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of());
    int exit = Main.run(console, args);
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Checks the exit code; shows what was printed if it is another. */
  Ran exits(int expected) {
    assertThat(exit).as("exit code; stdout:%n%s%nstderr:%n%s", out, err).isEqualTo(expected);
    assertThat(out + err).doesNotContain("\tat ", "Exception");
    return this;
  }

  /** The one object on stdout: all of it, and nothing else is there. */
  JsonNode json() {
    assertThat(out.strip().lines().count()).as("lines on stdout: %s", out).isEqualTo(1);
    JsonNode node = JsonMapper.shared().readTree(out);
    assertThat(node.isObject()).isTrue();
    return node;
  }
}
