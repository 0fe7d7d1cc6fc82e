package mind.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.cli.program.DiagnosticPrinter;
import mind.cli.program.Dims;
import mind.cli.program.Entries;
import mind.cli.program.InputFiles;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Json;
import mind.cli.terminal.TensorText;
import mind.cli.terminal.Types;
import mind.client.MindClient;
import mind.v1.CheckRequest;
import mind.v1.CompileResponse;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.NamedTensor;
import mind.v1.Signature;
import mind.v1.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind run}. */
@Command(name = "run", description = "Compiles one function and runs it on .npy inputs.")
final class RunCommand extends ProgramCommand {
  @Mixin private ProgramOptions program = new ProgramOptions();

  @Option(
      names = "--in",
      paramLabel = "NAME=FILE",
      description = "An input: a .npy file, or a number for a scalar; repeatable.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Feeds rand, randn and dropout without a key; default: 0.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write each output to DIR as NAME.npy.")
  private Optional<Path> out = Optional.empty();

  RunCommand(Console console) {
    super(console);
  }

  @Override
  void checkUsage() {
    threads.checked();
  }

  @Override
  int run(Source source, MindClient client) {
    List<Signature> entries = check(source, CheckRequest.newBuilder(), client);
    if (!program.entry().isEmpty() && Entries.named(entries, program.entry()).isEmpty()) {
      // The compiler's diagnostics say so, here as for a compile.
      client.compile(program.request(source, program.dims()).build());
    }
    Signature entry = Entries.pick(entries, program.entry());
    Map<String, Tensor> given = InputFiles.readAll(entry, inputs);
    Dims dims = new Dims(program.dims());
    for (Signature.Parameter input : entry.getInputsList()) {
      Tensor tensor = given.get(input.getName());
      if (tensor != null) {
        dims.unify(input, tensor.getType());
      }
    }
    CompileResponse compiled = client.compile(program.request(source, dims.values()).build());
    new DiagnosticPrinter(console(), source).print(compiled.getDiagnosticsList());
    CompileSummary.warnOfRepairs(console(), compiled);

    ExecuteResponse result =
        client.execute(
            ExecuteRequest.newBuilder()
                .setArtifact(compiled.getArtifact())
                .addAllInputs(InputFiles.withDefaults(compiled.getSignature(), given))
                .setSeed(seed)
                .setThreads(threads.checked())
                .build());
    out.ifPresent(folder -> OutputFiles.write(folder, result.getOutputsList()));
    if (json()) {
      printJson(compiled, result);
    } else {
      printText(result);
    }
    return ExitCode.OK;
  }

  private void printJson(CompileResponse compiled, ExecuteResponse result) {
    ObjectNode object = Json.object();
    Json.putCompiled(object, compiled, Map.of());
    ObjectNode outputs = object.putObject("outputs");
    for (NamedTensor output : result.getOutputsList()) {
      outputs.set(output.getName(), TensorText.json(output.getTensor()));
    }
    Json.putPrinted(object, result.getPrintedList());
    Json.print(console(), object);
  }

  private void printText(ExecuteResponse result) {
    result.getPrintedList().forEach(line -> console().out().println(line));
    for (NamedTensor output : result.getOutputsList()) {
      Tensor tensor = output.getTensor();
      String head = output.getName() + ": " + Types.text(tensor.getType());
      String separator = tensor.getType().getShapeCount() > 1 ? " =\n" : " = ";
      console()
          .out()
          .println(console().styleOut(Style.BOLD, head) + separator + TensorText.people(tensor));
    }
  }
}
