package mind.compiler.fuzz;

import static mind.compiler.fuzz.Oracle.require;

import java.util.HashMap;
import java.util.Map;
import mind.compiler.check.Checked;
import mind.compiler.check.Frontend;
import mind.compiler.check.Signature;
import mind.compiler.source.Source;

/**
 * Any bytes through the check and, where it finds no error, through the compilation of each entry
 * with small sizes: diagnostics or sound IR, never both, and twice the same.
 */
public final class CheckTarget {
  /** Steps are limited (E7002), and so is what a step may allocate. */
  private static final long MOST_BYTES = 2L << 30;

  private CheckTarget() {}

  public static void fuzzerTestOneInput(byte[] text) {
    Source source = Source.of(text);
    Checked checked =
        Oracle.linear(text.length, MOST_BYTES, 16 << 10, () -> Frontend.check(source));
    Oracle.diagnostics(checked.diagnostics(), text);
    require(checked.function().isEmpty(), "a check compiles nothing");
    if (checked.hasErrors()) {
      Checked compiled = Frontend.compile(source, "", Map.of());
      require(compiled.function().isEmpty(), "a function in spite of errors");
      Oracle.diagnostics(compiled.diagnostics(), text);
    } else {
      for (Signature entry : checked.entries()) {
        compile(source, entry);
      }
    }
    Checked again = Frontend.check(source);
    require(again.diagnostics().equals(checked.diagnostics()), "other diagnostics");
    require(again.entries().equals(checked.entries()), "other entries");
  }

  private static void compile(Source source, Signature entry) {
    Map<String, Long> dims = new HashMap<>();
    for (String name : entry.dims()) {
      dims.put(name, 2L + dims.size() % 3);
    }
    Checked first = Frontend.compile(source, entry.name(), dims);
    Oracle.diagnostics(first.diagnostics(), source.bytes());
    require(first.hasErrors() == first.function().isEmpty(), "either errors or a function");
    Checked second = Frontend.compile(source, entry.name(), dims);
    require(second.diagnostics().equals(first.diagnostics()), "other diagnostics");
    require(second.function().equals(first.function()), "another function");
    if (first.function().isPresent()) {
      Oracle.roundTrip(first.function().get());
    }
  }
}
