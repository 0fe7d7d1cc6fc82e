package mind.cli.terminal;

import java.util.List;
import mind.cli.terminal.Console.Style;
import mind.v1.Diagnostic;
import tools.jackson.databind.node.ObjectNode;

/** Says why a command failed: a line on stderr, and with {@code --json} an object on stdout. */
public final class ErrorReport {
  private ErrorReport() {}

  /**
   * Reports a failure that is none of the program's text.
   *
   * @param code the stable code, such as E6001, or another word of the service, or empty
   */
  public static void print(
      Console console, boolean json, String code, String message, List<Diagnostic> diagnostics) {
    print(console, json, code, message, diagnostics, List.of());
  }

  /** As above; {@code printed} is what the program printed before its run failed. */
  public static void print(
      Console console,
      boolean json,
      String code,
      String message,
      List<Diagnostic> diagnostics,
      List<String> printed) {
    if (!json) {
      printed.forEach(console.out()::println);
    }
    String head = code.matches("E\\d+") ? "error[" + code + "]: " : "mind: ";
    console.err().println(console.styleErr(Style.RED, head) + message);
    if (json) {
      ObjectNode object = Json.object().put("error", message);
      if (!code.isEmpty()) {
        object.put("code", code);
      }
      Json.putDiagnostics(object, diagnostics);
      Json.putPrinted(object, printed);
      Json.print(console, object);
    }
  }
}
