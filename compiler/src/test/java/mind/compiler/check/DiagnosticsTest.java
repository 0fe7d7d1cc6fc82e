package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.source.LineMap;
import mind.compiler.source.Position;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs in {@code resources/diagnostics} with their errors noted where they are: {@code //
 * error: E3003 [9-14] message} behind the line, or {@code // error+1:} on the line before. All
 * diagnostics of a program must be noted, and no others. {@code -Dmind.bless=true} writes the notes
 * anew.
 */
class DiagnosticsTest {
  private static final Path FOLDER = Path.of("src/test/resources/diagnostics");
  private static final String NOTE = "// error";

  /** Codes that no source text gives now: the compiler finds these things elsewhere, or never. */
  private static final Set<Code> ELSEWHERE =
      EnumSet.of(
          Code.NO_DERIVATIVE,
          Code.INTERNAL,
          Code.SHAPE_NOT_DIFFERENTIABLE,
          Code.SOURCE_SIZE,
          Code.OP_COUNT);

  static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".mind")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void reportsWhatIsNoted(Path file) throws IOException {
    String text = Files.readString(file);
    if (Boolean.getBoolean("mind.bless")) {
      text = bless(text);
      Files.writeString(file, text);
    }
    Source source = Source.of(text);
    assertThat(found(source, text)).containsExactlyElementsOf(noted(text));
  }

  /** Every code of the table has a program, but for those that can't have one. */
  @Test
  void everyCodeIsTested() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : programs()) {
      all.append(Files.readString(file));
    }
    for (Code code : EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE))) {
      assertThat(all).contains(": " + code.id() + " [");
    }
  }

  private static List<Diagnostic> diagnostics(Source source, String text) {
    String first = text.lines().findFirst().orElse("");
    if (!first.startsWith("// entry:")) {
      return Frontend.check(source).diagnostics();
    }
    String[] words = first.substring("// entry:".length()).trim().split(" ");
    Map<String, Long> dims = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=");
      dims.put(pair[0], Long.parseLong(pair[1]));
    }
    return Frontend.compile(source, words[0], dims).diagnostics();
  }

  private static List<String> found(Source source, String text) {
    LineMap lines = source.lines();
    List<String> found = new ArrayList<>();
    for (Diagnostic diagnostic : diagnostics(source, text)) {
      found.add(lines.position(diagnostic.span().start()).line() + " " + note(lines, diagnostic));
    }
    return found;
  }

  private static String note(LineMap lines, Diagnostic diagnostic) {
    Position start = lines.position(diagnostic.span().start());
    Position end = lines.position(diagnostic.span().end());
    String to = start.line() == end.line() ? Integer.toString(end.column()) : "..";
    return diagnostic.code() + " [" + start.column() + "-" + to + "] " + diagnostic.message();
  }

  private static List<String> noted(String text) {
    List<String> noted = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] parts = lines.get(i).split(NOTE);
      for (int k = 1; k < parts.length; k++) {
        boolean next = parts[k].startsWith("+1");
        String expected = parts[k].substring(parts[k].indexOf(':') + 1).trim();
        noted.add((next ? i + 2 : i + 1) + " " + expected);
      }
    }
    return noted;
  }

  private static String bless(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int note = line.indexOf(NOTE);
      lines.add(note < 0 ? line : line.substring(0, note).stripTrailing());
    }
    String plain = String.join("\n", lines) + "\n";
    Source source = Source.of(plain);
    LineMap map = source.lines();
    for (Diagnostic diagnostic : diagnostics(source, plain)) {
      int line = map.position(diagnostic.span().start()).line() - 1;
      // Behind an open string or comment a note would be part of it.
      boolean open = diagnostic.code().equals("E1003") || diagnostic.code().equals("E1006");
      int at = open ? line - 1 : line;
      String before = lines.get(at).isEmpty() ? "" : lines.get(at) + " ";
      lines.set(at, before + NOTE + (open ? "+1: " : ": ") + note(map, diagnostic));
    }
    return String.join("\n", lines) + "\n";
  }
}
