package mind.loadtest;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mind.cli.Benchmark;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.cli.terminal.Failure;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * The time and the memory that the frontend needs from source bytes to verified IR, by JMH: each
 * case in a JVM of its own, the median of many short iterations. Nothing is kept between calls. It
 * is the frontend alone: no figure here compares with another system's whole compile.
 */
public final class FrontendBenchmark implements Benchmark {
  private static final int ITERATION_MILLIS = 50;

  /** What JMH's GC profiler calls the bytes that one call allocates. */
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private static final int WARMUP_ITERATIONS = 60;

  /** As {@code mind} runs its commands, with a heap that doesn't grow meanwhile. */
  private static final String[] JVM = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"};

  @Override
  public String name() {
    return "frontend";
  }

  @Override
  public String summary() {
    return "source text to verified IR: time and allocation";
  }

  @Override
  public boolean usesServer() {
    return false;
  }

  @Override
  public List<Figure> run(BenchmarkRun run) {
    try {
      return measureAll(run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.runtime("interrupted");
    }
  }

  private static List<Figure> measureAll(BenchmarkRun run) throws InterruptedException {
    PrintStream text = run.text();
    List<Figure> figures = new ArrayList<>();
    text.printf(
        "%-14s %10s %10s %10s %10s %12s%n",
        "case", "source B", "median us", "fastest", "bar us", "allocated B");
    for (FrontendCases.Case c : FrontendCases.all()) {
      figures.addAll(measure(c, run));
    }
    double growth = micros(figures, FrontendCases.LONG) / micros(figures, FrontendCases.SHORT) / 10;
    figures.add(figure("linearity", "growth", "x", growth, CacheLine.nanos()));
    text.printf("ten times the operations take 10 x %.2f of the time%n", growth);
    text.println("peer: the reference implementation of MIND is not installed here: absent");
    return figures;
  }

  /** Time and allocation of one case, shown as they come. */
  static List<Figure> measure(FrontendCases.Case c, BenchmarkRun run) throws InterruptedException {
    double line = CacheLine.nanos();
    RunResult result = jmh(c.name(), run);
    Statistics nanos = result.getPrimaryResult().getStatistics();
    double micros = nanos.getPercentile(50) / 1000;
    double fastest = nanos.getMin() / 1000; // what others on the machine disturbed least
    double bytes = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATION)).getScore();
    String bar = c.barMicros() > 0 ? "%.1f".formatted(c.barMicros()) : "";
    run.text()
        .printf(
            "%-14s %10d %10.3f %10.3f %10s %12.0f%n",
            c.name(), c.source().length(), micros, fastest, bar, bytes);
    return List.of(
        figure(c.name(), "time", "us", micros, line),
        figure(c.name(), "fastest", "us", fastest, line),
        figure(c.name(), "allocation", "B", bytes, line));
  }

  private static RunResult jmh(String program, BenchmarkRun run) {
    int iterations = (int) Math.max(1, run.perCase().toMillis() / ITERATION_MILLIS);
    TimeValue each = TimeValue.milliseconds(ITERATION_MILLIS);
    try {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(FrontendProbe.class.getName())
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
      return results.iterator().next();
    } catch (RunnerException e) {
      throw Failure.runtime("the measurement of " + program + " failed: " + e.getMessage());
    }
  }

  private static Figure figure(String name, String metric, String unit, double ours, double line) {
    return new Figure(name, metric, unit, ours, Optional.empty(), false, line);
  }

  private static double micros(List<Figure> figures, String name) {
    return figures.stream()
        .filter(f -> f.name().equals(name) && f.metric().equals("time"))
        .findFirst()
        .orElseThrow()
        .ours();
  }
}
