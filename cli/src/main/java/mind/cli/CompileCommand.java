package mind.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mind.cli.program.DiagnosticPrinter;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Json;
import mind.client.MindClient;
import mind.v1.CompileResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind compile}. */
@Command(
    name = "compile",
    description = "Compiles one function to an artifact, named by the SHA-256 of its content.")
final class CompileCommand extends ProgramCommand {
  @Mixin private ProgramOptions program = new ProgramOptions();

  @Option(
      names = "--bound",
      split = ",",
      paramLabel = "NAME",
      description = "Inputs that are given once, before the calls.")
  private List<String> bound = new ArrayList<>();

  @Option(
      names = "--emit",
      split = ",",
      paramLabel = "FORM",
      description =
          "Forms to write, of: ir, grad-ir, stablehlo, grad-stablehlo, mlir, grad-mlir, llvm, asm,"
              + " obj, manifest.")
  private List<String> emit = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write them; default: the current folder.")
  private Path folder = Path.of("");

  CompileCommand(Console console) {
    super(console);
  }

  @Override
  void checkUsage() {
    for (String form : emit) {
      if (!EmittedFiles.FORMS.contains(form)) {
        throw Failure.usage(
            "--emit %s: no such form; there is %s"
                .formatted(form, String.join(", ", EmittedFiles.FORMS)));
      }
    }
  }

  @Override
  int run(Source source, MindClient client) {
    CompileResponse response =
        client.compile(
            program.request(source, program.dims()).addAllBound(bound).addAllEmit(emit).build());
    Map<String, String> files = EmittedFiles.write(response, emit, folder);
    new DiagnosticPrinter(console(), source).print(response.getDiagnosticsList());
    CompileSummary.warnOfRepairs(console(), response);
    if (json()) {
      ObjectNode object = Json.object();
      Json.putCompiled(object, response, files);
      Json.print(console(), object);
    } else {
      CompileSummary.print(console(), response);
      files.forEach((form, path) -> console().out().println("wrote     " + path));
    }
    return ExitCode.OK;
  }
}
