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
 */
public record BenchmarkRun(PrintStream text, String server, Duration perCase, int clients) {}
