package mind.compiler.diagnostic;

import java.util.List;
import java.util.Optional;
import mind.compiler.source.Span;

/**
 * One finding about a program.
 *
 * @param code stable, such as {@code E3001}; see {@link Code}
 * @param notes the values involved, one a line: both shapes, the failing dimension
 * @param help a suggested fix
 */
public record Diagnostic(
    String code,
    Severity severity,
    String message,
    Span span,
    List<String> notes,
    Optional<String> help) {
  public Diagnostic {
    notes = List.copyOf(notes);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
