package mind.cli.terminal;

import java.util.List;
import mind.cli.terminal.Console.Style;
import mind.v1.Diagnostic;
import tools.jackson.databind.node.ObjectNode;

/** Says why a command failed: a line on stderr, and with {@code --json} an object on stdout. */
public final class ErrorReport {
  private ErrorReport() {}

  /** Reports a failure that is none of the program's text. */
  public static void print(
      Console console, boolean json, String message, List<Diagnostic> diagnostics) {
    console.err().println(console.styleErr(Style.RED, "mind: ") + message);
    if (json) {
      ObjectNode object = Json.object().put("error", message);
      Json.putDiagnostics(object, diagnostics);
      Json.print(console, object);
    }
  }
}
