package mind.loadtest;

import java.util.Collection;
import java.util.Objects;
import mind.cli.BenchmarkRun;
import mind.cli.terminal.Failure;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Measures what takes microseconds: each case in a JVM of its own, by many short iterations. */
final class Jmh {
  private static final int ITERATION_MILLIS = 50;
  private static final int WARMUP_ITERATIONS = 60;

  /** What JMH's GC profiler calls the bytes that one call allocates. */
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** As {@code mind} runs its commands, with a heap that doesn't grow meanwhile. */
  private static final String[] JVM = {
    "-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"
  };

  private Jmh() {}

  /**
   * What one call takes.
   *
   * @param micros the median of the iterations
   * @param fastest the fastest iteration, in microseconds: what others on the machine disturbed
   *     least
   * @param bytes what it allocates
   */
  record Timing(double micros, double fastest, double bytes) {}

  /** Measures a method of a class of JMH's, whose field {@code program} is the case. */
  static Timing measure(Class<?> probe, String method, String program, BenchmarkRun run) {
    int iterations = (int) Math.max(1, run.perCase().toMillis() / ITERATION_MILLIS);
    TimeValue each = TimeValue.milliseconds(ITERATION_MILLIS);
    try {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(probe.getName() + "\\." + method + "$")
                      .param("program", program)
                      .forks(1)
                      .jvmArgs(JVM)
                      .warmupTime(each)
                      .warmupIterations(WARMUP_ITERATIONS)
                      .measurementTime(each)
                      .measurementIterations(iterations)
                      .addProfiler(GCProfiler.class)
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run();
      RunResult result = results.iterator().next();
      Statistics nanos = result.getPrimaryResult().getStatistics();
      return new Timing(
          nanos.getPercentile(50) / 1000,
          nanos.getMin() / 1000,
          Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION)).getScore());
    } catch (RunnerException e) {
      throw Failure.runtime("the measurement of " + program + " failed: " + e.getMessage());
    }
  }
}
