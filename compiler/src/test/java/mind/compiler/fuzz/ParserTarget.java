package mind.compiler.fuzz;

import static mind.compiler.fuzz.Oracle.require;

import java.util.List;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.Program;
import mind.compiler.syntax.Vocabulary;

/** Any bytes to a tree: of nodes within the text, not more than there are tokens for. */
public final class ParserTarget {
  private static final Vocabulary VOCABULARY = new Vocabulary(List.of("relu", "grad"));

  private ParserTarget() {}

  public static void fuzzerTestOneInput(byte[] text) {
    Parsed parsed = Oracle.linear(text.length, 64 << 10, 16 << 10, () -> parse(text));
    TreeWalk.Result tree = TreeWalk.of(parsed.program().body(), text);
    require(tree.nodes() <= 4 * text.length + 4, "nodes", tree.nodes());
    Oracle.diagnostics(parsed.diagnostics(), text);
    Parsed again = parse(text);
    require(TreeWalk.of(again.program().body(), text).equals(tree), "another tree");
    require(again.diagnostics().equals(parsed.diagnostics()), "other diagnostics");
  }

  private record Parsed(Program program, List<Diagnostic> diagnostics) {}

  private static Parsed parse(byte[] text) {
    Diagnostics diagnostics = new Diagnostics();
    Program program = Parser.parse(Source.of(text), VOCABULARY, diagnostics);
    return new Parsed(program, diagnostics.sorted());
  }
}
