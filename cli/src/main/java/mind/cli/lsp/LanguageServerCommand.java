package mind.cli.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import picocli.CommandLine.Command;

/** {@code mind lsp}. */
@Command(
    name = "lsp",
    description = "Serves an editor over standard input and output (Language Server Protocol).")
public final class LanguageServerCommand implements Callable<Integer> {
  private final Console console;

  public LanguageServerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    // Messages have stdout for themselves: whatever else is printed goes where people look.
    System.setOut(console.err());
    return serve(console.in(), console.out());
  }

  /** Serves until the client says exit or hangs up; fails if it did so without a shutdown. */
  static int serve(InputStream in, OutputStream out) {
    MindLanguageServer server = new MindLanguageServer();
    // Not closed: its reader may wait for a client that has said exit and keeps the stream open.
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    Launcher<LanguageClient> launcher =
        new LSPLauncher.Builder<LanguageClient>()
            .setLocalService(server)
            .setRemoteInterface(LanguageClient.class)
            .setInput(in)
            .setOutput(out)
            .setExecutorService(executor)
            .setExceptionHandler(LanguageServerCommand::error)
            .create();
    server.connect(launcher.getRemoteProxy());
    Future<Void> listening = launcher.startListening();
    server.onExit(() -> listening.cancel(true));
    await(listening);
    executor.shutdownNow();
    return server.isShutDown() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** What a client is told of a request that failed: no stack trace. */
  private static ResponseError error(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ResponseErrorException known) {
        return known.getResponseError();
      }
      if (cause instanceof UnsupportedOperationException) {
        return new ResponseError(ResponseErrorCode.MethodNotFound, "not supported", null);
      }
    }
    return new ResponseError(ResponseErrorCode.InternalError, "internal error", null);
  }

  private static void await(Future<Void> listening) {
    try {
      listening.get();
    } catch (CancellationException e) {
      // The client said exit.
    } catch (ExecutionException e) {
      throw Failure.runtime("the connection to the editor broke: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
