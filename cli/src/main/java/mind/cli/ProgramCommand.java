package mind.cli;

import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mind.cli.program.DiagnosticPrinter;
import mind.cli.program.ProgramErrors;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.ErrorReport;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Json;
import mind.client.MindClient;
import mind.client.MindException;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.Diagnostic;
import mind.v1.Signature;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** A command on a program: reads it, finds a server, and reports what the compiler says. */
abstract class ProgramCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The program, or its IR as --emit ir writes it; - reads standard input.")
  private Path file = Path.of("-");

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--json", description = "Print one JSON object; all else goes to stderr.")
  private boolean json;

  private final Console console;

  ProgramCommand(Console console) {
    this.console = console;
  }

  /** Refuses options that make no sense, before anything is read or called. */
  void checkUsage() {}

  /** Does the command's work; what it throws becomes diagnostics or a message, and an exit code. */
  abstract int run(Source source, MindClient client);

  @Override
  public final Integer call() {
    checkUsage();
    Source source = Source.read(file, console);
    try (Session session = Session.open(connection, console)) {
      return run(source, session);
    }
  }

  /** Errors of the program come as diagnostics; those of a run (E6xxx) and of the server do not. */
  private int run(Source source, Session session) {
    try {
      return run(source, session.client());
    } catch (ProgramErrors e) {
      return programErrors(source, e);
    } catch (MindException e) {
      List<Diagnostic> diagnostics = e.diagnostics();
      if (!diagnostics.isEmpty() && !e.code().startsWith("E6")) {
        return programErrors(source, new ProgramErrors(diagnostics, e.totalDiagnostics()));
      }
      if (diagnostics.isEmpty() && isProgramError(e)) {
        Diagnostic error =
            Diagnostic.newBuilder()
                .setCode(e.code())
                .setSeverity(Diagnostic.Severity.ERROR)
                .setMessage(session.explain(e))
                .build();
        return programErrors(source, new ProgramErrors(List.of(error)));
      }
      ErrorReport.print(console, json, e.code(), session.explain(e), diagnostics, e.printed());
      return ExitCode.FAILURE;
    }
  }

  private int programErrors(Source source, ProgramErrors errors) {
    DiagnosticPrinter printer = new DiagnosticPrinter(console, source);
    printer.print(errors.diagnostics());
    printer.printOmitted(errors.omitted());
    if (json) {
      ObjectNode object = Json.object();
      Json.putDiagnostics(object, errors.diagnostics());
      Json.print(console, object);
    }
    return ExitCode.DIAGNOSTICS;
  }

  /**
   * Whether a failure without diagnostics is still one of the program, such as a source that is too
   * large to read. E7003 then means tensors that do not fit a call.
   */
  private static boolean isProgramError(MindException e) {
    return e.status() == Status.Code.INVALID_ARGUMENT
        && e.code().matches("E[1-57]\\d{3}")
        && !e.code().equals("E7003");
  }

  final Console console() {
    return console;
  }

  final boolean json() {
    return json;
  }

  /**
   * The program's entries.
   *
   * @throws ProgramErrors if the program has errors
   */
  final List<Signature> check(Source source, CheckRequest.Builder request, MindClient client) {
    CheckResponse response = client.check(request.setSource(source.text()).build());
    if (hasErrors(response.getDiagnosticsList())) {
      throw new ProgramErrors(response.getDiagnosticsList());
    }
    return response.getEntriesList();
  }

  static boolean hasErrors(List<Diagnostic> diagnostics) {
    return diagnostics.stream().anyMatch(d -> d.getSeverity() != Diagnostic.Severity.WARNING);
  }
}
