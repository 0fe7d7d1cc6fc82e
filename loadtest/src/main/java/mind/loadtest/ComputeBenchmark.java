package mind.loadtest;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.cli.Benchmark;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.cli.terminal.Failure;
import mind.loadtest.peer.Framework;
import mind.loadtest.peer.Installation;
import mind.loadtest.peer.PeerFailure;

/** A bench of computations, each beside all peers that can do it. */
abstract class ComputeBenchmark implements Benchmark {
  @Override
  public final boolean usesServer() {
    return false;
  }

  @Override
  public final List<Figure> run(BenchmarkRun run) {
    try (TemporaryFolder logs = new TemporaryFolder()) {
      Installation installation = Installation.find(home(), run.setupPeers());
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      run.text().printf("load of the machine before: %.1f%n", load);
      return measureAll(new Setting(run, installation, logs.path().resolve("peers.log")));
    } catch (PeerFailure e) {
      throw Failure.runtime("the peers can't be looked for: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.runtime("interrupted");
    }
  }

  /** The checkout of the sources, which the launcher knows. */
  static Path home() {
    return Path.of(System.getProperty("mind.home", "."));
  }

  /**
   * What a bench needs to run.
   *
   * @param log of what peers print
   */
  record Setting(BenchmarkRun run, Installation installation, Path log) {
    PrintStream text() {
      return run.text();
    }
  }

  abstract List<Figure> measureAll(Setting setting) throws InterruptedException;

  /** Measures cases on one number of threads, and shows each as it comes. */
  static List<Comparison> measure(
      Setting setting,
      List<ComputeCase> cases,
      Comparison.Unit unit,
      int threads,
      Framework... frameworks)
      throws InterruptedException {
    List<Comparison> comparisons = new ArrayList<>();
    try (Peers peers = new Peers(setting.installation(), threads, setting.log(), frameworks);
        Match match = new Match(threads, peers)) {
      for (ComputeCase c : cases) {
        Comparison comparison = match.measure(c, setting.run().perCase());
        setting.text().println(comparison.table(unit));
        comparisons.add(comparison);
      }
    }
    return comparisons;
  }

  /** The head of {@link #summary}. */
  static void head(PrintStream text, Comparison.Unit unit) {
    text.printf(
        "%-18s %7s %11s %10s %-29s %6s %8s %9s %8s  %s%n",
        "case",
        "threads",
        "ours, " + (unit == Comparison.Unit.MICROS ? "us" : "GF/s"),
        "best peer",
        "",
        "ratio",
        "roofline",
        "(fastest:",
        "roofl.)",
        "bar");
  }

  /** A line for a case and its bar. */
  static void summary(
      PrintStream text, Comparison comparison, Comparison.Unit unit, Verdict verdict) {
    Verdict.Standing standing = comparison.standing();
    Verdict.Standing fastest = comparison.fastest();
    double flops = comparison.c().flops();
    Optional<Comparison.Peer> peer = comparison.bestPeer();
    text.printf(
        "%-18s %7d %11.1f %10s %-29s %6s %7.0f%% %9s %7.0f%%  %s%n",
        comparison.c().name(),
        comparison.threads(),
        unit.of(standing.ours(), flops),
        standing.peer().map(theirs -> "%.1f".formatted(unit.of(theirs, flops))).orElse("absent"),
        peer.map(Comparison.Peer::name).orElse(""),
        standing.ratio().map("%.2f"::formatted).orElse(""),
        100 * standing.ofRoofline(),
        fastest.ratio().map("%.2f"::formatted).orElse(""),
        100 * fastest.ofRoofline(),
        verdict);
  }
}
