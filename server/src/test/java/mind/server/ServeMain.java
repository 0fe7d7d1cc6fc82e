package mind.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** A server in a process of its own, to be killed; says its port. */
final class ServeMain {
  private ServeMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    MindServer server = MindServer.start(ServerConfig.embedded(Path.of(args[0])));
    new PrintStream(new FileOutputStream(FileDescriptor.out), true).println(server.port());
    server.awaitTermination();
  }
}
