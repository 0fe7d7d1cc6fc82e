package mind.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mind.cli.format.FormatCommand;
import mind.cli.lsp.LanguageServerCommand;
import mind.cli.terminal.Console;
import mind.cli.terminal.ErrorReport;
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
      "Exit codes: 0 ok, 1 the program has errors, 2 wrong usage, 3 the server or a run failed."
    })
public final class Main implements Runnable {
  private static final String JSON = "--json";

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
            .addSubcommand(new FormatCommand(console))
            .addSubcommand(new LanguageServerCommand(console))
            .addSubcommand(new ServeCommand(console))
            .addSubcommand(
                new CommandLine(new ArtifactCommand())
                    .addSubcommand(new ArtifactCommand.Show(console))
                    .addSubcommand(new ArtifactCommand.Get(console))
                    .addSubcommand(new ArtifactCommand.Verify(console)))
            .addSubcommand(new BenchCommand(console))
            .addSubcommand(new TestCommand())
            .addSubcommand(new CompletionCommand(console));
    return commands
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(Help.defaultColorScheme(console.outIsTerminal() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(
            (error, args) -> usageError(console, error, List.of(args).contains(JSON)))
        .setExecutionExceptionHandler((error, command, parsed) ->
            failed(console, error, parsed.originalArgs().contains(JSON)));
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw Failure.usage("no command given; mind --help lists them");
  }

  /** Says what is wrong in a line and where to read on, not the whole help. */
  private static int usageError(Console console, ParameterException error, boolean json) {
    CommandLine command = error.getCommandLine();
    ErrorReport.print(console, json, "", String.valueOf(error.getMessage()), List.of());
    if (!UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
      command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE;
  }

  private static int failed(Console console, Exception error, boolean json) {
    int exitCode = error instanceof Failure failure ? failure.exitCode() : ExitCode.FAILURE;
    String message =
        switch (error) {
          case Failure failure -> failure.text();
          case MindException remote -> String.valueOf(remote.getMessage());
          default -> "internal error, please report it: " + error;
        };
    ErrorReport.print(console, json, "", message, List.of());
    return exitCode;
  }
}
