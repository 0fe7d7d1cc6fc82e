package mind.compiler.diagnostic;

import java.util.List;
import mind.compiler.source.LineMap;
import mind.compiler.source.Position;
import mind.compiler.source.Source;

/** Diagnostics as text for people: the message, the source line, and a caret under the span. */
public final class Renderer {
  /** A longer source line is cut to a window of this many columns around the span. */
  private static final int WIDTH = 120;

  private final String file;
  private final LineMap lines;
  private final boolean colour;

  public Renderer(String file, Source source, boolean colour) {
    this.file = file;
    this.lines = source.lines();
    this.colour = colour;
  }

  public static String render(
      List<Diagnostic> diagnostics, String file, Source source, boolean colour) {
    Renderer renderer = new Renderer(file, source, colour);
    StringBuilder out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      out.append(renderer.render(diagnostic)).append('\n');
    }
    return out.toString();
  }

  public String render(Diagnostic diagnostic) {
    Position start = lines.position(diagnostic.span().start());
    Position end = lines.position(diagnostic.span().end());
    String accent = diagnostic.isError() ? "1;31" : "1;33";
    String margin = " ".repeat(String.valueOf(start.line()).length());
    StringBuilder out = new StringBuilder();
    out.append(paint(accent, diagnostic.severity().text() + "[" + diagnostic.code() + "]"))
        .append(paint("1", ": " + printable(diagnostic.message())))
        .append('\n');
    out.append(margin).append(paint("34", "--> "));
    out.append(file + ":" + start.line() + ":" + start.column()).append('\n');
    excerpt(out, start, end, margin, accent);
    for (String note : diagnostic.notes()) {
      out.append(margin).append(paint("34", " = ")).append("note: " + printable(note)).append('\n');
    }
    diagnostic
        .help()
        .ifPresent(help ->
            out.append(margin)
                .append(paint("34", " = "))
                .append(paint("32", "help: " + printable(help)))
                .append('\n'));
    return out.toString();
  }

  private void excerpt(
      StringBuilder out, Position start, Position end, String margin, String accent) {
    int from = start.column() - 1;
    int to = end.line() == start.line() ? end.column() - 1 : lines.columns(start.line());
    to = Math.max(from + 1, to);
    int first = from <= WIDTH - 20 ? 0 : from - WIDTH / 4;
    int[] line = printable(lines.line(start.line(), first, WIDTH + 1)).codePoints().toArray();
    int last = first + Math.min(line.length, WIDTH);
    String shown = new String(line, 0, last - first);
    String bar = paint("34", " |");
    out.append(margin).append(bar).append('\n');
    out.append(paint("34", String.valueOf(start.line()))).append(bar).append(' ');
    out.append(first > 0 ? ".." : "").append(shown).append(line.length > WIDTH ? ".." : "");
    out.append('\n');
    int visible = Math.max(from + 1, Math.min(to, Math.max(last, from + 1)));
    out.append(margin)
        .append(bar)
        .append(' ')
        .append(" ".repeat(from - first + (first > 0 ? 2 : 0)));
    out.append(paint(accent, "^".repeat(visible - from))).append('\n');
  }

  /** Source text is untrusted and goes to terminals: no control characters, a tab is one column. */
  private static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bad = Character.isISOControl(c) || isDirectional(c);
      if (bad && out == null) {
        out = new StringBuilder(text);
      }
      if (bad && out != null) {
        out.setCharAt(i, c == '\t' ? ' ' : '\uFFFD');
      }
    }
    return out == null ? text : out.toString();
  }

  /** Bidirectional overrides reorder what a reader sees. */
  private static boolean isDirectional(char c) {
    return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
  }

  private String paint(String style, String text) {
    return colour ? "\u001B[" + style + "m" + text + "\u001B[0m" : text;
  }
}
