package mind.cli.program;

import java.io.PrintStream;
import java.util.List;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.v1.Diagnostic;
import mind.v1.Span;

/**
 * Shows diagnostics to people: code, message, the source line with carets under the span, notes and
 * help. Goes to err, since out carries results.
 */
public final class DiagnosticPrinter {
  private final Console console;
  private final Source source;
  private final List<String> lines;

  public DiagnosticPrinter(Console console, Source source) {
    this.console = console;
    this.source = source;
    this.lines = source.lines();
  }

  public void print(List<Diagnostic> diagnostics) {
    diagnostics.forEach(this::print);
  }

  /** Says how many errors there were, where some did not travel with the reply. */
  public void printOmitted(int omitted) {
    if (omitted > 0) {
      console.err().println("... and " + omitted + " more; `mind check` lists all");
    }
  }

  private void print(Diagnostic diagnostic) {
    PrintStream err = console.err();
    boolean warning = diagnostic.getSeverity() == Diagnostic.Severity.WARNING;
    Style style = warning ? Style.YELLOW : Style.RED;
    String head = (warning ? "warning" : "error") + "[" + diagnostic.getCode() + "]";
    err.println(
        console.styleErr(style, head)
            + console.styleErr(Style.BOLD, ": " + printable(diagnostic.getMessage())));
    if (diagnostic.getSpan().getEndByte() > 0) { // else it is about the request, not a place
      printSpan(diagnostic.getSpan(), style);
    }
    for (String note : diagnostic.getNotesList()) {
      err.println(console.styleErr(Style.CYAN, "   = note: ") + printable(note));
    }
    if (!diagnostic.getHelp().isEmpty()) {
      err.println(console.styleErr(Style.GREEN, "   = help: ") + printable(diagnostic.getHelp()));
    }
    err.println();
  }

  private void printSpan(Span span, Style style) {
    PrintStream err = console.err();
    String number = Integer.toString(span.getLine());
    String margin = " ".repeat(number.length());
    String bar = console.styleErr(Style.CYAN, "|");
    String arrow = console.styleErr(Style.CYAN, "-->");
    err.println(
        margin + arrow + " " + source.name() + ":" + span.getLine() + ":" + span.getColumn());
    if (span.getLine() > lines.size()) {
      return; // at the end of the text: there is no line to show
    }
    String line = lines.get(span.getLine() - 1);
    err.println(margin + " " + bar);
    err.println(console.styleErr(Style.CYAN, number) + " " + bar + " " + printable(line));
    String underline = "^".repeat(caretCount(span, line));
    err.println(margin + " " + bar + " " + indent(line, span) + console.styleErr(style, underline));
  }

  private static int caretCount(Span span, String line) {
    int end =
        span.getEndLine() == span.getLine()
            ? span.getEndColumn()
            : line.codePointCount(0, line.length()) + 1;
    return Math.max(1, end - span.getColumn());
  }

  /** As wide as the line up to the span: tabs stay tabs, so that carets stand under their text. */
  private static String indent(String line, Span span) {
    StringBuilder text = new StringBuilder();
    line.codePoints()
        .limit(Math.max(0, span.getColumn() - 1))
        .forEach(c -> text.append(c == '\t' ? '\t' : ' '));
    return text.toString();
  }

  /** Source text must not steer the terminal: control characters are shown as a replacement. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) && c != '\t' && c != '\n' ? 0xFFFD : c)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
