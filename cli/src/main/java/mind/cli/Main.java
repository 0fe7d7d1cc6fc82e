package mind.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.client.MindException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of {@code ./mind}. */
@Command(
    name = "mind",
    description = "Compiles, differentiates, runs and trains programs of the MIND tensor language.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "mind test runs the project's tests.",
      "Exit codes: 0 ok, 1 the program has errors, 2 wrong usage, 3 the server or a run failed."
    })
public final class Main implements Runnable {
  // Read by picocli alone.
  @SuppressWarnings("unused")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Explain a command.")
  private boolean help;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Logs.quiet();
    System.exit(run(Console.system(), args));
  }

  /** Runs one command; returns its exit code, see {@link ExitCode}. */
  public static int run(Console console, String... args) {
    return commandLine(console).execute(args);
  }

  /** All commands. */
  static CommandLine commandLine(Console console) {
    CommandLine commands =
        new CommandLine(new Main())
            .addSubcommand(new CheckCommand(console))
            .addSubcommand(new CompileCommand(console))
            .addSubcommand(new RunCommand(console))
            .addSubcommand(new TrainCommand(console))
            .addSubcommand(new ServeCommand(console))
            .addSubcommand(
                new CommandLine(new ArtifactCommand())
                    .addSubcommand(new ArtifactCommand.Show(console))
                    .addSubcommand(new ArtifactCommand.Get(console))
                    .addSubcommand(new ArtifactCommand.Verify(console)))
            .addSubcommand(new BenchCommand(console))
            .addSubcommand(new CompletionCommand(console));
    return commands
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(console.outIsTerminal() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler((error, args) -> usageError(console, error))
        .setExecutionExceptionHandler((error, command, parsed) -> failed(console, error));
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw Failure.usage("no command given; mind --help lists them");
  }

  /** Says what is wrong in a line and where to read on, not the whole help. */
  private static int usageError(Console console, ParameterException error) {
    CommandLine command = error.getCommandLine();
    printError(console, String.valueOf(error.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
      command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE;
  }

  private static int failed(Console console, Exception error) {
    return switch (error) {
      case Failure failure -> {
        printError(console, failure.text());
        yield failure.exitCode();
      }
      case MindException remote -> {
        printError(console, String.valueOf(remote.getMessage()));
        yield ExitCode.FAILURE;
      }
      default -> {
        printError(console, "internal error, please report it: " + error);
        yield ExitCode.FAILURE;
      }
    };
  }

  static void printError(Console console, String message) {
    console.err().println(console.styleErr(Style.RED, "mind: ") + message);
  }
}
