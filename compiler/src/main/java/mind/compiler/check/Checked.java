package mind.compiler.check;

import java.util.List;
import java.util.Optional;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Function;

/**
 * What the frontend found.
 *
 * @param diagnostics in source order
 * @param entries the functions that could be entries, in source order, as far as they are sound
 * @param function the IR of the entry that was asked for, unless there was an error
 */
public record Checked(
    List<Diagnostic> diagnostics, List<Signature> entries, Optional<Function> function) {
  public Checked {
    diagnostics = List.copyOf(diagnostics);
    entries = List.copyOf(entries);
  }

  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(Diagnostic::isError);
  }

  /** The signature of the entry that was asked for, with its dimensions bound. */
  public Optional<Signature> entry() {
    return function.map(f -> {
      List<Signature.Parameter> inputs =
          entries.stream()
              .filter(s -> s.name().equals(f.name()))
              .findFirst()
              .map(Signature::inputs)
              .orElse(List.of());
      return Signature.of(f, inputs);
    });
  }
}
