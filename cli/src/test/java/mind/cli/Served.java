package mind.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import mind.server.MindServer;
import mind.server.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One server for a class of tests, with a store of its own, and commands that call it. */
final class Served implements BeforeAllCallback, AfterAllCallback {
  private @Nullable MindServer server;
  private @Nullable Path store;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    store = Files.createTempDirectory("mind-test");
    server = MindServer.start(ServerConfig.embedded(store));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    if (store != null) {
      try (Stream<Path> files = Files.walk(store)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Runs a command against the server. */
  Ran mind(String... args) {
    return withInput("", args);
  }

  /** Runs a command that reads this text against the server. */
  Ran withInput(String input, String... args) {
    String[] all =
        Stream.concat(Stream.of(args), Stream.of("--server", target())).toArray(String[]::new);
    return Ran.withInput(input, all);
  }

  String target() {
    if (server == null) {
      throw new IllegalStateException("no server yet");
    }
    return "127.0.0.1:" + server.port();
  }
}
