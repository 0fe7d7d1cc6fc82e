package mind.loadtest;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;

/**
 * The time and the memory that the frontend needs from source bytes to verified IR, by JMH: each
 * case in a JVM of its own, the median of many short iterations. Nothing is kept between calls. It
 * is the frontend alone: no figure here compares with another system's whole compile.
 */
public final class FrontendBenchmark extends MicroBenchmark {
  @Override
  public String name() {
    return "frontend";
  }

  @Override
  public String summary() {
    return "source text to verified IR: time and allocation";
  }

  @Override
  List<Figure> measureAll(BenchmarkRun run) throws InterruptedException {
    PrintStream text = run.text();
    List<Figure> figures = new ArrayList<>();
    text.printf(
        "%-14s %10s %10s %10s %10s %12s%n",
        "case", "source B", "median us", "fastest us", "bar us", "allocated B");
    for (FrontendCases.Case c : FrontendCases.all()) {
      figures.addAll(measure(c, run));
    }
    double growth =
        value(figures, FrontendCases.LONG, "time")
            / value(figures, FrontendCases.SHORT, "time")
            / 10;
    figures.add(figure("linearity", "growth", "x", growth, CacheLine.nanos()));
    text.printf("ten times the operations take 10 x %.2f of the time%n", growth);
    text.println("peer: the reference implementation of MIND is not installed here: absent");
    return figures;
  }

  /** Time and allocation of one case, shown as they come. */
  static List<Figure> measure(FrontendCases.Case c, BenchmarkRun run) throws InterruptedException {
    double line = CacheLine.nanos();
    Jmh.Timing timing = Jmh.measure(FrontendProbe.class, "compile", c.name(), run);
    String bar = c.barMicros() > 0 ? "%.1f".formatted(c.barMicros()) : "";
    run.text()
        .printf(
            "%-14s %10d %10.3f %10.3f %10s %12.0f%n",
            c.name(), c.source().length(), timing.micros(), timing.fastest(), bar, timing.bytes());
    return List.of(
        figure(c.name(), "time", "us", timing.micros(), line),
        figure(c.name(), "fastest", "us", timing.fastest(), line),
        figure(c.name(), "allocation", "B", timing.bytes(), line));
  }
}
