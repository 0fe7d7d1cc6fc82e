package mind.cli;

import mind.cli.terminal.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mind test}: here for help and completion; the script {@code mind} runs it. */
@Command(name = "test", description = "Runs the project's tests, as CI does.")
final class TestCommand implements Runnable {
  // Read by picocli alone.
  @SuppressWarnings("unused")
  @Option(names = "--long", description = "Also run the tests that take long.")
  private boolean slow;

  @Override
  public void run() {
    throw Failure.usage("the tests run in a checkout of the sources: ./mind test");
  }
}
