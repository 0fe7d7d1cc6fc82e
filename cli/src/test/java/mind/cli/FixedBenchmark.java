package mind.cli;

import java.util.List;
import java.util.Optional;

/** Figures that are always the same; its text tells how it was run. */
public final class FixedBenchmark implements Benchmark {
  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public String summary() {
    return "always the same";
  }

  @Override
  public boolean usesServer() {
    return false;
  }

  @Override
  public List<Figure> run(BenchmarkRun run) {
    run.text()
        .printf(
            "%d s, %d threads, setup %b, longer %b%n",
            run.perCase().toSeconds(), run.threads(), run.setupPeers(), run.longer());
    return List.of(
        figure(Optional.empty()),
        figure(Optional.of(new Figure.Peer("fast", "1.2", 4))),
        figure(Optional.of(Figure.Peer.without("gone", "", "absent"))));
  }

  private static Figure figure(Optional<Figure.Peer> peer) {
    return new Figure("case", "time", "us", 2, peer, false, 50);
  }
}
