package mind.cli;

import java.util.Optional;
import mind.cli.terminal.Failure;
import picocli.CommandLine.Option;

/** The option {@code --threads}; without it the server chooses. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Run on at most N threads; any number gives the same bits.")
  private Optional<Integer> threads = Optional.empty();

  /** The number, or 0 for the server's choice. */
  int checked() {
    if (threads.isPresent() && threads.get() < 1) {
      throw Failure.usage("--threads must be at least 1, not " + threads.get());
    }
    return threads.orElse(0);
  }
}
