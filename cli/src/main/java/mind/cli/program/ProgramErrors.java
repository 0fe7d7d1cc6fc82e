package mind.cli.program;

import java.util.List;
import mind.v1.Diagnostic;

/** The program does not compile; says why. */
public final class ProgramErrors extends RuntimeException {
  private final transient List<Diagnostic> diagnostics;
  private final int total;

  /** All errors are here. */
  public ProgramErrors(List<Diagnostic> diagnostics) {
    this(diagnostics, diagnostics.size());
  }

  /** There are {@code total} errors, of which these came with the reply. */
  public ProgramErrors(List<Diagnostic> diagnostics, int total) {
    super("the program has errors", null, false, false);
    this.diagnostics = List.copyOf(diagnostics);
    this.total = total;
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** How many did not come with the reply. */
  public int omitted() {
    return Math.max(0, total - diagnostics.size());
  }
}
