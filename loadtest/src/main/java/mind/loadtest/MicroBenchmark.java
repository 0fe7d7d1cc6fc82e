package mind.loadtest;

import java.util.List;
import java.util.Optional;
import mind.cli.Benchmark;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.cli.terminal.Failure;

/** A bench of what takes microseconds in one process, without a server and without a peer. */
abstract class MicroBenchmark implements Benchmark {
  @Override
  public final boolean usesServer() {
    return false;
  }

  @Override
  public final List<Figure> run(BenchmarkRun run) {
    try {
      return measureAll(run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.runtime("interrupted");
    }
  }

  /** All cases, shown as they come. */
  abstract List<Figure> measureAll(BenchmarkRun run) throws InterruptedException;

  static Figure figure(String name, String metric, String unit, double ours, double line) {
    return new Figure(name, metric, unit, ours, Optional.empty(), false, line);
  }

  /** What was measured of a case. */
  static double value(List<Figure> figures, String name, String metric) {
    return figures.stream()
        .filter(f -> f.name().equals(name) && f.metric().equals(metric))
        .findFirst()
        .orElseThrow()
        .ours();
  }
}
