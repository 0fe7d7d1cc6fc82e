package mind.cli;

import java.io.PrintStream;
import java.time.Duration;

/**
 * How to run a benchmark.
 *
 * @param text where tables and histograms go
 * @param server HOST:PORT of a running server: the user's, or one started for this run; empty for a
 *     benchmark that uses none
 * @param perCase how long a case is measured, at most
 * @param clients concurrent callers
 * @param threads that a computation may use, ours or a peer's
 * @param setupPeers install the peers that are missing
 * @param longer also measure what takes minutes
 */
public record BenchmarkRun(
    PrintStream text,
    String server,
    Duration perCase,
    int clients,
    int threads,
    boolean setupPeers,
    boolean longer) {

  /** A run without peers, on one thread. */
  public BenchmarkRun(PrintStream text, String server, Duration perCase, int clients) {
    this(text, server, perCase, clients, 1, false, false);
  }
}
