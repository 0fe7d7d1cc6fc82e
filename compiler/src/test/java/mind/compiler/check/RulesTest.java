package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.ir.IrException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of docs/language.md: each has a file in {@code resources/rules} named by its number,
 * with small programs that follow it or break it. A line {@code //! ..} above a program says what
 * it does:
 *
 * <ul>
 *   <li>{@code gives f32[2] 1 2; i64[] 3}: it runs with these results
 *   <li>{@code prints a 1; b}: it runs and prints these texts
 *   <li>{@code stops E6006 message}: its run ends with that
 *   <li>{@code same}: its IR is that of the program before it
 *   <li>{@code checks}: it has no errors
 *   <li>{@code compiles f n=3: f32[3,2]} its entry f compiles, and the first line of its IR has the
 *       text behind the colon
 *   <li>{@code fails}, {@code fails f n=3}: its check, or the compile of an entry, has the errors
 *       noted in it, see {@link Noted}
 * </ul>
 */
class RulesTest {
  private static final Path FOLDER = Path.of("src/test/resources/rules");
  private static final Path REFERENCE = Path.of("../docs/language.md");
  private static final Path SOURCES = Path.of("src/main/java/mind/compiler");
  private static final String HEAD = "//! ";

  /** A program and what it should do, with the number of its line in the file. */
  private record Case(String verb, String detail, String text, int line) {}

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void holds(Path file) throws IOException {
    if (Boolean.getBoolean("mind.bless")) {
      bless(file);
    }
    String before = "";
    for (Case c : cases(Files.readString(file))) {
      try {
        before = hold(c, before);
      } catch (AssertionError e) {
        throw new AssertionError(file + ":" + c.line() + ": " + e.getMessage(), e);
      }
    }
  }

  /** The IR of the program, if the next one may be compared with it. */
  private static String hold(Case c, String before) {
    Noted program = Noted.of(c.text());
    switch (c.verb()) {
      case "gives" -> {
        Programs.assertGives(Programs.run(c.text()), c.detail());
        return Programs.compile(c.text()).toString();
      }
      case "prints" ->
          assertThat(Programs.printed(c.text()))
              .containsExactlyElementsOf(List.of(c.detail().split("; ?")));
      case "stops" -> {
        String[] words = c.detail().split(" ", 2);
        assertThatThrownBy(() -> Programs.run(c.text()))
            .isInstanceOfSatisfying(
                IrException.class, e -> assertThat(e.code()).isEqualTo(words[0]))
            .hasMessageContaining(words[1]);
      }
      case "same" -> assertThat(Programs.compile(c.text())).hasToString(before);
      case "checks" -> assertThat(program.found(program.diagnostics())).isEmpty();
      case "compiles" -> {
        return compiled(program, c.detail());
      }
      case "fails" -> {
        var diagnostics =
            c.detail().isEmpty()
                ? program.diagnostics()
                : program.compile(c.detail()).diagnostics();
        assertThat(diagnostics).isNotEmpty();
        assertThat(program.found(diagnostics)).containsExactlyElementsOf(program.noted());
      }
      default -> throw new AssertionError("unknown: " + c.verb());
    }
    return before;
  }

  private static String compiled(Noted program, String detail) {
    int colon = detail.indexOf(':');
    Checked checked = program.compile(colon < 0 ? detail : detail.substring(0, colon));
    assertThat(Renderer.render(checked.diagnostics(), "test", program.source(), false)).isEmpty();
    String ir = checked.function().orElseThrow().toString();
    assertThat(ir.lines().findFirst().orElseThrow())
        .contains(colon < 0 ? "" : detail.substring(colon + 1).trim());
    return ir;
  }

  private static List<Case> cases(String text) {
    List<Case> cases = new ArrayList<>();
    int line = 1;
    for (String part : text.split("(?m)^" + HEAD)) {
      int end = part.indexOf('\n');
      String[] words = part.substring(0, Math.max(0, end)).split("(?=[ :])", 2);
      if (line > 1 || text.startsWith(HEAD)) {
        String detail = words.length > 1 ? words[1].trim() : "";
        cases.add(new Case(words[0], detail, part.substring(end + 1), line));
      }
      line += (int) part.chars().filter(c -> c == '\n').count();
    }
    return cases.stream().filter(c -> !c.verb().isEmpty()).toList();
  }

  private static void bless(Path file) throws IOException {
    StringBuilder out = new StringBuilder();
    for (Case c : cases(Files.readString(file))) {
      boolean plain = c.detail().isEmpty() || c.detail().startsWith(":");
      out.append(HEAD).append(c.verb() + (plain ? "" : " ") + c.detail()).append('\n');
      boolean checked = c.verb().equals("fails") && c.detail().isEmpty();
      out.append(checked ? Noted.of(c.text()).blessed() : c.text());
    }
    Files.writeString(file, out);
  }

  @Test
  void everyRuleHasAFileAndEveryFileARule() throws IOException {
    Set<String> tested = new TreeSet<>();
    for (Path file : files()) {
      assertThat(file.getFileName().toString()).matches("\\d+\\.\\d+-[a-z-]+\\.mind");
      assertThat(cases(Files.readString(file))).isNotEmpty();
      tested.add(file.getFileName().toString().split("-")[0]);
    }
    assertThat(tested).hasSameSizeAs(files()).isEqualTo(rules());
  }

  /** The rules' numbers in the reference. */
  private static Set<String> rules() throws IOException {
    Matcher numbers =
        Pattern.compile("(?m)^\\* \\*\\*(\\d+\\.\\d+)\\*\\* ").matcher(Files.readString(REFERENCE));
    Set<String> rules = new TreeSet<>();
    while (numbers.find()) {
      assertThat(rules.add(numbers.group(1))).as(numbers.group(1)).isTrue();
    }
    return rules;
  }

  /** A rule that a check cites is there. */
  @Test
  void citedRulesExist() throws IOException {
    Pattern citation = Pattern.compile("\\brules? (\\d+\\.\\d+)");
    Set<String> cited = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher matcher = citation.matcher(Files.readString(file));
        while (matcher.find()) {
          cited.add(matcher.group(1));
        }
      }
    }
    assertThat(rules()).containsAll(cited);
  }
}
