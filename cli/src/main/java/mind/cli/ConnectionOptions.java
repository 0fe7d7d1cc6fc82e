package mind.cli;

import java.nio.file.Path;
import java.util.Optional;
import mind.cli.terminal.Console;
import picocli.CommandLine.Option;

/** Where the server is: the same options on every command that calls one. */
final class ConnectionOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Call this server; default: one embedded in this process.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "The embedded server's store; default: MIND_STORE, or the user's cache folder.")
  private Optional<Path> store = Optional.empty();

  Optional<String> server() {
    return server;
  }

  /** The option, or what MIND_STORE says. */
  Optional<Path> store(Console console) {
    return store.or(() ->
        Optional.ofNullable(console.environment().get("MIND_STORE"))
            .filter(value -> !value.isEmpty())
            .map(Path::of));
  }
}
