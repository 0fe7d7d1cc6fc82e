package mind.compiler.fuzz;

import static mind.compiler.fuzz.Oracle.require;

import java.util.Arrays;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.format.Formatter;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.Vocabulary;

/** Any bytes through the formatter: what parses keeps its tree and is then left as it is. */
public final class FormatTarget {
  private FormatTarget() {}

  public static void fuzzerTestOneInput(byte[] text) {
    Source source = Source.of(text);
    Formatter.Formatted formatted =
        Oracle.linear(text.length, 1 << 20, 64 << 10, () -> Formatter.format(source));
    Oracle.diagnostics(formatted.diagnostics(), text);
    byte[] once = formatted.source().bytes();
    if (!formatted.diagnostics().isEmpty()) {
      require(Arrays.equals(once, text), "what doesn't parse is changed");
      return;
    }
    require(shape(once) == shape(text), "another tree", formatted);
    Formatter.Formatted twice = Formatter.format(formatted.source());
    require(twice.diagnostics().isEmpty(), "doesn't parse any more");
    require(Arrays.equals(twice.source().bytes(), once), "formatted again it differs");
  }

  private static long shape(byte[] text) {
    Diagnostics diagnostics = new Diagnostics();
    Source source = Source.of(text);
    return TreeWalk.of(Parser.parse(source, Vocabulary.KEYWORDS_ONLY, diagnostics).body(), text)
        .shape();
  }
}
