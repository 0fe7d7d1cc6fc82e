package mind.server.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** The port for operators: {@code /metrics}, {@code /livez} and {@code /readyz} over plain HTTP. */
public final class MetricsServer implements AutoCloseable {
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsServer(HttpServer http) {
    this.http = http;
  }

  /**
   * Starts listening.
   *
   * @param ready whether requests should be sent here
   */
  public static MetricsServer start(
      InetSocketAddress address, Metrics metrics, BooleanSupplier ready) throws IOException {
    MetricsServer server = new MetricsServer(HttpServer.create(address, 0));
    server.http.setExecutor(server.threads);
    server.http.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                "/metrics",
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape()));
    server.http.createContext("/livez", exchange -> plain(exchange, "/livez", 200, "ok\n"));
    server.http.createContext(
        "/readyz",
        exchange -> {
          boolean up = ready.getAsBoolean();
          plain(exchange, "/readyz", up ? 200 : 503, up ? "ok\n" : "draining\n");
        });
    server.http.start();
    return server;
  }

  public int port() {
    return http.getAddress().getPort();
  }

  private static void plain(HttpExchange exchange, String path, int status, String body)
      throws IOException {
    answer(exchange, path, status, "text/plain; charset=utf-8", body);
  }

  /** Contexts match by prefix; only the exact path is answered, and only to be read. */
  private static void answer(
      HttpExchange exchange, String path, int status, String type, String body) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (!head && !exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }
}
