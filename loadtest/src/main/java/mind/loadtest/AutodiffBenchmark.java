package mind.loadtest;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;

/**
 * The time and the memory from canonical IR to the IR of the value and its gradients by every
 * input, and, told apart, from that to optimised IR. No figure here compares with another system's
 * whole compile.
 */
public final class AutodiffBenchmark extends MicroBenchmark {
  @Override
  public String name() {
    return "autodiff";
  }

  @Override
  public String summary() {
    return "IR to gradient IR, and that optimised: time and allocation";
  }

  @Override
  List<Figure> measureAll(BenchmarkRun run) throws InterruptedException {
    PrintStream text = run.text();
    List<Figure> figures = new ArrayList<>();
    text.printf(
        "%-17s %12s %12s %8s %12s %14s%n",
        "case", "gradient us", "fastest", "bar us", "allocated B", "optimise us");
    for (AutodiffCases.Case c : AutodiffCases.all()) {
      figures.addAll(measure(c, run));
    }
    for (String stage : List.of("gradient", "optimise")) {
      double growth =
          value(figures, AutodiffCases.LONG, stage) / value(figures, AutodiffCases.SHORT, stage);
      figures.add(figure("linearity", stage + " growth", "x", growth / 10, CacheLine.nanos()));
      text.printf("ten times the operations take 10 x %.2f of the time: %s%n", growth / 10, stage);
    }
    return figures;
  }

  /** Time and allocation of one case, shown as they come. */
  static List<Figure> measure(AutodiffCases.Case c, BenchmarkRun run) throws InterruptedException {
    double line = CacheLine.nanos();
    Jmh.Timing gradient = Jmh.measure(AutodiffProbe.class, "gradient", c.name(), run);
    Jmh.Timing optimise = Jmh.measure(AutodiffProbe.class, "optimise", c.name(), run);
    String bar = c.barMicros() > 0 ? "%.1f".formatted(c.barMicros()) : "";
    run.text()
        .printf(
            "%-17s %12.3f %12.3f %8s %12.0f %14.3f%n",
            c.name(),
            gradient.micros(),
            gradient.fastest(),
            bar,
            gradient.bytes(),
            optimise.micros());
    return List.of(
        figure(c.name(), "gradient", "us", gradient.micros(), line),
        figure(c.name(), "gradient fastest", "us", gradient.fastest(), line),
        figure(c.name(), "gradient allocation", "B", gradient.bytes(), line),
        figure(c.name(), "optimise", "us", optimise.micros(), line));
  }
}
