package mind.cli;

import java.util.List;

/**
 * A benchmark of {@code mind bench}. The module loadtest provides them; they are found by {@link
 * java.util.ServiceLoader}, so that the command line does not depend on what measures it.
 */
public interface Benchmark {
  /** What the user types. */
  String name();

  /** One line for people. */
  String summary();

  /** Whether the run needs a server to call. */
  default boolean usesServer() {
    return true;
  }

  /** Measures; what is for people goes to the run's text stream as it comes. */
  List<Figure> run(BenchmarkRun run);
}
