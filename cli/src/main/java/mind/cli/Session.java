package mind.cli;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mind.cli.terminal.Console;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.client.MindClient;
import mind.client.MindException;
import mind.server.MindServer;
import mind.server.ServerConfig;
import mind.server.store.StoreException;

/**
 * A connection to the server the user named, or to one that lives in this process as long as the
 * session. Both are reached over gRPC, so that a command works the same either way.
 */
final class Session implements AutoCloseable {
  private final Optional<MindServer> embedded;
  private final String target;
  private final MindClient client;

  private Session(Optional<MindServer> embedded, String target, MindClient client) {
    this.embedded = embedded;
    this.target = target;
    this.client = client;
  }

  static Session open(ConnectionOptions options, Console console) {
    if (options.server().isPresent()) {
      String target = options.server().get();
      try {
        return new Session(Optional.empty(), target, MindClient.connect(target));
      } catch (IllegalArgumentException e) {
        throw Failure.usage("--server: " + e.getMessage());
      }
    }
    Path store =
        options
            .store(console)
            .orElseGet(() -> ServerConfig.defaultStoreFolder(console.environment()));
    try {
      MindServer server = MindServer.start(ServerConfig.embedded(store));
      String target = "127.0.0.1:" + server.port();
      return new Session(Optional.of(server), target, MindClient.connect(target));
    } catch (StoreException e) {
      throw unusable(e);
    } catch (IOException e) {
      throw Failure.runtime("the embedded server did not start: " + Reasons.of(e));
    }
  }

  /** What to say of a store that cannot be opened. */
  static Failure unusable(StoreException failure) {
    String reason =
        failure.getCause() instanceof IOException io
            ? Reasons.of(io)
            : String.valueOf(failure.getMessage());
    return Failure.usage("the store cannot be used: " + reason);
  }

  MindClient client() {
    return client;
  }

  /** HOST:PORT of the server. */
  String target() {
    return target;
  }

  /** What to tell people of a failed call. */
  String explain(MindException failure) {
    // Without a code it is not the server that says so, but the network.
    return failure.status() == Status.Code.UNAVAILABLE && failure.code().isEmpty()
        ? "no server answers at " + target
        : String.valueOf(failure.getMessage());
  }

  @Override
  public void close() {
    client.close();
    embedded.ifPresent(MindServer::close);
  }
}
