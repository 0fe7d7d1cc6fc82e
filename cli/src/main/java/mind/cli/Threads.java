package mind.cli;

import mind.cli.terminal.Failure;

/** The option {@code --threads}; 0, its default, leaves the number to the server. */
final class Threads {
  private Threads() {}

  static int checked(int threads) {
    if (threads < 0) {
      throw Failure.usage("--threads must be at least 1, not " + threads);
    }
    return threads;
  }
}
