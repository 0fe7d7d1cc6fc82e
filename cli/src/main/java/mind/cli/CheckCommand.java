package mind.cli;

import java.util.List;
import java.util.stream.Collectors;
import mind.cli.program.DiagnosticPrinter;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Json;
import mind.cli.terminal.Types;
import mind.client.MindClient;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.Signature;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind check}. */
@Command(
    name = "check",
    description = "Checks a program: names, types and shapes, with all errors at once.")
final class CheckCommand extends ProgramCommand {
  CheckCommand(Console console) {
    super(console);
  }

  @Override
  int run(Source source, MindClient client) {
    CheckResponse response =
        client.check(CheckRequest.newBuilder().setSource(source.text()).build());
    boolean errors = hasErrors(response.getDiagnosticsList());
    if (json()) {
      ObjectNode object = Json.object();
      Json.putDiagnostics(object, response.getDiagnosticsList());
      Json.putEntries(object, response.getEntriesList());
      Json.print(console(), object);
    } else {
      new DiagnosticPrinter(console(), source).print(response.getDiagnosticsList());
      if (!errors) {
        response.getEntriesList().forEach(entry -> console().out().println(text(entry)));
        console().out().println(console().styleOut(Style.GREEN, "ok"));
      }
    }
    return errors ? ExitCode.DIAGNOSTICS : ExitCode.OK;
  }

  private static String text(Signature entry) {
    return "fn %s(%s) -> (%s)"
        .formatted(entry.getName(), text(entry.getInputsList()), text(entry.getOutputsList()));
  }

  private static String text(List<Signature.Parameter> parameters) {
    return parameters.stream()
        .map(p -> p.getName() + ": " + Types.text(p.getDtype(), p.getShapeList()))
        .collect(Collectors.joining(", "));
  }
}
