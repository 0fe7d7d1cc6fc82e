package mind.loadtest.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A peer that runs: one process of one framework, so that thread pools don't meet. It is asked line
 * by line, and waits in between.
 */
public final class PeerProcess implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Longer than any autotuning; a peer that hangs must not hold up the run for ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * For glibc: what is freed stays with the process. Else results of some megabytes come from the
   * system in each call, which costs several times what computing them does.
   */
  private static final Map<String, String> KEEP_MEMORY =
      Map.of("MALLOC_MMAP_THRESHOLD_", "33554432", "MALLOC_TRIM_THRESHOLD_", "1073741824");

  private final Framework framework;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private String version = "";

  private PeerProcess(Framework framework, Process process) {
    this.framework = framework;
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
    requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  static PeerProcess start(Framework framework, List<String> command, Path log) throws PeerFailure {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(KEEP_MEMORY);
    PeerProcess peer;
    try {
      peer = new PeerProcess(framework, builder.start());
    } catch (IOException e) {
      throw new PeerFailure("does not start: " + e.getMessage(), e);
    }
    try {
      peer.version = peer.answer().path("version").asString("");
      return peer;
    } catch (PeerFailure e) {
      peer.close();
      throw e;
    }
  }

  public Framework framework() {
    return framework;
  }

  public String version() {
    return version;
  }

  /** The ways in which it can do a case; none if it can't. */
  public List<String> modes(String name) throws PeerFailure {
    JsonNode modes = ask(request("modes", name)).path("modes");
    return StreamSupport.stream(modes.spliterator(), false).map(JsonNode::asString).toList();
  }

  /**
   * Compiles a case and runs it once.
   *
   * @param folder has the inputs as NAME.npy, and gets the outputs as {@code FRAMEWORK-N.npy}
   * @return how many outputs there are
   */
  public int prepare(String name, String mode, Path folder) throws PeerFailure {
    ObjectNode request = request("prepare", name).put("mode", mode);
    return ask(request.put("folder", folder.toString())).path("outputs").asInt();
  }

  /** Times of the calls within so long, after a warm-up, in nanoseconds. */
  public long[] measure(String name, String mode, Duration time) throws PeerFailure {
    ObjectNode request = request("measure", name).put("mode", mode);
    JsonNode samples = ask(request.put("seconds", time.toNanos() * 1e-9)).path("samples");
    return StreamSupport.stream(samples.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  /** Seconds from a fresh function to its compiled form, with nothing kept from before. */
  public double compile(String name) throws PeerFailure {
    return ask(request("compile", name)).path("seconds").asDouble();
  }

  /** Frees what was prepared. */
  public void forget() throws PeerFailure {
    ask(request("forget", ""));
  }

  private static ObjectNode request(String what, String name) {
    return MAPPER.createObjectNode().put("do", what).put("case", name);
  }

  private JsonNode ask(ObjectNode request) throws PeerFailure {
    try {
      requests.write(MAPPER.writeValueAsString(request));
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      throw new PeerFailure("has ended", e);
    }
    JsonNode answer = answer();
    if (answer.has("error")) {
      throw new PeerFailure(answer.path("error").asString());
    }
    return answer;
  }

  private JsonNode answer() throws PeerFailure {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            String read = answers.readLine();
            line.complete(read == null ? "" : read);
          } catch (IOException e) {
            line.completeExceptionally(e);
          }
        });
    try {
      String text = line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (text.isEmpty()) {
        throw new PeerFailure("has ended");
      }
      return MAPPER.readTree(text);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw new PeerFailure("did not answer in " + PATIENCE.toMinutes() + " minutes", e);
    } catch (ExecutionException | JacksonException e) {
      throw new PeerFailure("can't be understood: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerFailure("interrupted", e);
    }
  }

  /** Ends the process, and the compilers it may have started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
