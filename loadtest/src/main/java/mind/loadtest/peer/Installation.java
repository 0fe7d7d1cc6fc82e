package mind.loadtest.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which peers are there, and how each is started. The script {@code tools/bench/peers.sh} knows
 * where they are and how they get there.
 */
public final class Installation {
  private final Path scripts;
  private final Map<Framework, List<String>> found;

  private Installation(Path scripts, Map<Framework, List<String>> found) {
    this.scripts = scripts;
    this.found = new EnumMap<>(found);
  }

  /** No peers at all. */
  public static Installation none() {
    return new Installation(Path.of(""), new EnumMap<>(Framework.class));
  }

  /**
   * Looks for peers.
   *
   * @param home the checkout of the sources; peers are absent where it is none
   * @param setup install what is missing, which takes minutes and gigabytes
   */
  public static Installation find(Path home, boolean setup)
      throws PeerFailure, InterruptedException {
    Path scripts = home.resolve("tools/bench").toAbsolutePath();
    Path script = scripts.resolve("peers.sh");
    if (!Files.isExecutable(script)) {
      return none();
    }
    List<String> command = new ArrayList<>(List.of(script.toString()));
    if (setup) {
      command.add("--setup");
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String lines;
      try (InputStream out = process.getInputStream()) {
        lines = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (process.waitFor() != 0) {
        throw new PeerFailure(script + " failed");
      }
      return new Installation(scripts, parse(lines));
    } catch (IOException e) {
      throw new PeerFailure(script + " can't be run: " + e.getMessage(), e);
    }
  }

  /** A line for each peer: its name, the Python to run, and further arguments. */
  static Map<Framework, List<String>> parse(String lines) {
    Map<Framework, List<String>> found = new EnumMap<>(Framework.class);
    lines
        .lines()
        .map(line -> List.of(line.split(" ", -1)))
        .forEach(words -> {
          for (Framework framework : Framework.values()) {
            if (framework.id().equals(words.getFirst())) {
              found.put(framework, words.subList(1, words.size()));
            }
          }
        });
    return found;
  }

  /** Whether the peer is there. */
  public boolean has(Framework framework) {
    return found.containsKey(framework);
  }

  /**
   * Starts a peer that is there.
   *
   * @param threads that it may use
   * @param log what it prints meanwhile goes to the end of this file
   */
  public PeerProcess start(Framework framework, int threads, Path log) throws PeerFailure {
    List<String> words = found.getOrDefault(framework, List.of());
    if (words.isEmpty()) {
      throw new PeerFailure("absent");
    }
    List<String> command = new ArrayList<>();
    command.add(words.getFirst());
    command.add(scripts.resolve("peers.py").toString());
    command.add(framework.id());
    command.add(Integer.toString(threads));
    command.addAll(words.subList(1, words.size()));
    return PeerProcess.start(framework, command, log);
  }
}
