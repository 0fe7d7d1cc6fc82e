package mind.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.source.LineMap;
import mind.compiler.source.Position;
import mind.compiler.source.Source;

/**
 * A program with its errors noted where they are: {@code // error: E3003 [9-14] message} behind the
 * line, or {@code // error+1:} on the line before. After {@code // explained} in the first line,
 * what an error says besides follows it: {@code // note: ..} and {@code // help: ..}.
 *
 * <p>{@code // entry: f n=3} in the first line compiles that entry instead of checking all.
 */
record Noted(String text, Source source) {
  private static final String ERROR = "// error";
  private static final Pattern NOTE = Pattern.compile("// (error|note|help)(\\+1)?: ");

  static Noted of(String text) {
    return new Noted(text, Source.of(text));
  }

  private String firstLine() {
    return text.lines().findFirst().orElse("");
  }

  private boolean isExplained() {
    return firstLine().startsWith("// ") && firstLine().contains("explained");
  }

  List<Diagnostic> diagnostics() {
    if (!firstLine().startsWith("// entry:")) {
      return Frontend.check(source).diagnostics();
    }
    String entry = firstLine().substring("// entry:".length()).trim();
    return compile(entry).diagnostics();
  }

  /** Compiles an entry as {@code f n=3 m=4}; empty for that of the program. */
  Checked compile(String entry) {
    String name = "";
    Map<String, Long> dims = new HashMap<>();
    for (String word : entry.split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        dims.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
      } else if (!word.equals("explained")) {
        name = word;
      }
    }
    return Frontend.compile(source, name, dims);
  }

  /** What the compiler says, in the form of {@link #noted}. */
  List<String> found(List<Diagnostic> diagnostics) {
    LineMap lines = source.lines();
    List<String> found = new ArrayList<>();
    for (Diagnostic diagnostic : diagnostics) {
      found.add(lines.position(diagnostic.span().start()).line() + " " + error(diagnostic));
      if (isExplained()) {
        diagnostic.notes().forEach(note -> found.add("note " + note));
        diagnostic.help().ifPresent(help -> found.add("help " + help));
      }
    }
    return found;
  }

  private String error(Diagnostic diagnostic) {
    Position start = source.lines().position(diagnostic.span().start());
    Position end = source.lines().position(diagnostic.span().end());
    String to = start.line() == end.line() ? Integer.toString(end.column()) : "..";
    return diagnostic.code() + " [" + start.column() + "-" + to + "] " + diagnostic.message();
  }

  /** What is noted in the program: {@code LINE CODE [FROM-TO] MESSAGE}, notes and helps. */
  List<String> noted() {
    List<String> noted = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher notes = NOTE.matcher(lines.get(i));
      int from = 0;
      String kind = "";
      while (notes.find()) {
        add(noted, kind, lines.get(i).substring(from, notes.start()), i);
        kind = notes.group(1) + (notes.group(2) == null ? "" : "+1");
        from = notes.end();
      }
      add(noted, kind, lines.get(i).substring(from), i);
    }
    return noted;
  }

  private static void add(List<String> noted, String kind, String text, int line) {
    switch (kind) {
      case "" -> {}
      case "error" -> noted.add(line + 1 + " " + text.trim());
      case "error+1" -> noted.add(line + 2 + " " + text.trim());
      default -> noted.add(kind + " " + text.trim());
    }
  }

  /** The program with what the compiler says now noted in it. */
  String blessed() {
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher note = NOTE.matcher(line);
      boolean noted = note.find();
      String plain = noted ? line.substring(0, note.start()).stripTrailing() : line;
      if (!noted || !plain.isEmpty() || note.group(1).equals("error")) {
        lines.add(plain);
      }
    }
    Noted plain = of(String.join("\n", lines) + "\n");
    // Notes name lines, which the notes themselves move.
    Noted moved = of(plain.with(lines, plain));
    return plain.with(lines, moved);
  }

  /** These lines with this program's errors at their places, in the words of {@code said}. */
  private String with(List<String> lines, Noted said) {
    List<Diagnostic> diagnostics = diagnostics();
    List<Diagnostic> words = said.diagnostics();
    List<StringBuilder> behind = new ArrayList<>();
    lines.forEach(line -> behind.add(new StringBuilder(line)));
    for (int i = 0; i < diagnostics.size(); i++) {
      write(diagnostics.get(i), words.get(i), behind);
    }
    return String.join("\n", behind) + "\n";
  }

  private void write(Diagnostic diagnostic, Diagnostic said, List<StringBuilder> lines) {
    int line = source.lines().position(diagnostic.span().start()).line() - 1;
    // Behind an open string or comment a note would be part of it.
    boolean open = diagnostic.code().equals("E1003") || diagnostic.code().equals("E1006");
    StringBuilder at = lines.get(open ? line - 1 : line);
    at.append(at.isEmpty() ? "" : " ").append(ERROR).append(open ? "+1: " : ": ");
    at.append(error(diagnostic));
    if (isExplained()) {
      said.notes().forEach(note -> at.append("\n    // note: ").append(note));
      said.help().ifPresent(help -> at.append("\n    // help: ").append(help));
    }
  }
}
