package mind.cli;

import java.util.concurrent.Callable;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code mind completion}. */
@Command(
    name = "completion",
    description = "Prints completion for bash and zsh: source <(./mind completion)")
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(AutoComplete.bash("mind", Main.commandLine(console)));
    return ExitCode.OK;
  }
}
