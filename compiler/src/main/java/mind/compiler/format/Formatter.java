package mind.compiler.format;

import java.util.List;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.Program;
import mind.compiler.syntax.Vocabulary;

/**
 * Formats programs: lines of 100 columns where that is possible, indented by 4. The formatted
 * program has the same syntax tree and all comments, and is itself its own formatted form.
 */
public final class Formatter {
  private static final int WIDTH = 100;
  private static final int INDENT = 4;

  private Formatter() {}

  /**
   * A formatted program.
   *
   * @param source the formatted text; the one given if that doesn't parse
   * @param diagnostics the syntax errors, for which nothing was formatted
   */
  public record Formatted(Source source, List<Diagnostic> diagnostics) {
    public Formatted {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  public static Formatted format(Source source) {
    Diagnostics diagnostics = new Diagnostics();
    Program program = Parser.parse(source, Vocabulary.KEYWORDS_ONLY, diagnostics);
    if (!diagnostics.isEmpty()) {
      return new Formatted(source, diagnostics.sorted());
    }
    Pieces pieces = new Pieces(source);
    Layout layout = new Layout(pieces.count());
    new Marker(pieces, layout).program(program.body());
    Doc doc = new Doc(WIDTH, INDENT);
    new Composer(pieces, layout, doc).compose();
    return new Formatted(Source.of(doc.print()), List.of());
  }
}
