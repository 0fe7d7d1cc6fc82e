package mind.cli.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.format.Formatter;
import mind.compiler.format.Formatter.Formatted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mind fmt}. */
@Command(
    name = "fmt",
    description = {
      "Formats programs in place.",
      "A program with syntax errors is left as it is, and its errors are shown."
    })
public final class FormatCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "The programs; - formats standard input to standard output.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--check",
      description =
          "Change nothing: list the files that would change, and exit 1 if there are any.")
  private boolean check;

  private final Console console;

  public FormatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    int exit = ExitCode.OK;
    for (Path file : files) {
      exit = Math.max(exit, format(file));
    }
    return exit;
  }

  private int format(Path file) {
    Source source = Source.read(file, console);
    var text = mind.compiler.source.Source.of(source.text());
    Formatted formatted = Formatter.format(text);
    if (!formatted.diagnostics().isEmpty()) {
      boolean colour = console.errIsTerminal();
      console.err().print(Renderer.render(formatted.diagnostics(), source.name(), text, colour));
      return ExitCode.DIAGNOSTICS;
    }
    String result = new String(formatted.source().bytes(), StandardCharsets.UTF_8);
    boolean same = result.equals(source.text());
    if (check) {
      if (!same) {
        console.out().println(source.name());
      }
      return same ? ExitCode.OK : ExitCode.DIAGNOSTICS;
    }
    if (file.equals(STANDARD_INPUT)) {
      console.out().print(result);
      console.out().flush();
    } else if (!same) {
      write(file, result);
    }
    return ExitCode.OK;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw Failure.usage("cannot write " + file + ": " + Reasons.of(e));
    }
  }
}
