package mind.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.server.ConfigException;
import mind.server.MindServer;
import mind.server.ServerConfig;
import mind.server.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mind serve}. */
@Command(
    name = "serve",
    description = {
      "Runs the server until it is told to stop; it then lets calls under way finish.",
      "Without a configuration it listens on loopback only. Every key of the configuration can also"
          + " be given as MIND__SECTION__KEY in the environment.",
      "Compiles and runs share this process: a crash of generated code would end it."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", description = "The configuration, as YAML.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The port for gRPC; default: 50051; 0 takes a free one.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "The disk store; default: MIND_STORE, or the user's cache folder.")
  private Optional<Path> store = Optional.empty();

  private final Console console;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Logs.toLines();
    try {
      return serve(configuration());
    } catch (ConfigException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw Session.unusable(e);
    } catch (IOException e) {
      throw Failure.runtime("the server did not start: " + Reasons.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private int serve(ServerConfig settings) throws IOException, InterruptedException {
    try (MindServer server = MindServer.start(settings)) {
      // On SIGTERM the hook drains; the JVM waits for it.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
      console.out().println("listening on " + settings.listen().host() + ":" + server.port());
      OptionalInt metrics = server.metricsPort();
      if (metrics.isPresent()) {
        console.out().println("metrics on http port " + metrics.getAsInt());
      }
      console
          .out()
          .println("isolation is off: compiles and runs share this process with all clients");
      server.awaitTermination();
      return ExitCode.OK;
    }
  }

  /** The file, then the environment, then the options. */
  private ServerConfig configuration() {
    ServerConfig base = ServerConfig.load(config, console.environment());
    ServerConfig.Listen listen = base.listen();
    ServerConfig.StoreSettings settings = base.store();
    return new ServerConfig(
        new ServerConfig.Listen(listen.host(), port.orElse(listen.port()), listen.plaintext()),
        base.metrics(),
        new ServerConfig.StoreSettings(
            store.map(Path::toString).orElse(settings.folder()),
            settings.memoryBytes(),
            settings.diskBytes(),
            settings.minLifetimeSeconds(),
            settings.durability()),
        base.limits(),
        base.threads(),
        base.memory(),
        base.drain());
  }
}
