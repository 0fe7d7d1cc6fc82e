package mind.loadtest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mind.cli.Figure;

/**
 * What one case took, ours and peers'.
 *
 * @param ours by way of calling: {@link #INPUTS}, {@link #BOUND}
 * @param roofline what it takes at least
 * @param limit what the roofline is made of
 * @param lineNanos latency of a cache line meanwhile
 */
record Comparison(
    ComputeCase c,
    String target,
    int threads,
    Map<String, Timing> ours,
    List<Peer> peers,
    Timing roofline,
    String limit,
    double lineNanos) {
  /** Everything is given with each call. */
  static final String INPUTS = "inputs";

  /** Weights are given before the calls. */
  static final String BOUND = "bound";

  Comparison {
    ours = Map.copyOf(ours);
    peers = List.copyOf(peers);
  }

  /**
   * A peer in one of its modes.
   *
   * @param timing absent if it can't be had
   * @param note what is wrong with it, or empty
   */
  record Peer(String name, String version, Optional<Timing> timing, String note) {}

  /** How times are shown. */
  enum Unit {
    MICROS("us"),
    GFLOPS("GFLOP/s");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    double of(double micros, double flops) {
      return this == MICROS ? micros : flops / micros / 1e3;
    }
  }

  /** Our best way of calling. */
  Timing best() {
    return ours.values().stream().min(Comparator.comparingDouble(Timing::median)).orElseThrow();
  }

  /** The best mode of the best peer whose results agree with ours. */
  Optional<Peer> bestPeer() {
    return bestPeer(Timing::median);
  }

  private Optional<Peer> bestPeer(Function<Timing, Double> of) {
    return peers.stream()
        .filter(peer -> peer.timing().isPresent() && peer.note().isEmpty())
        .min(Comparator.comparing(peer -> of.apply(peer.timing().orElseThrow())));
  }

  /** Where we stand by the medians. */
  Verdict.Standing standing() {
    return standing(Timing::median);
  }

  /** Where we stand by the fastest calls, which others on the machine disturbed least. */
  Verdict.Standing fastest() {
    return standing(Timing::fastest);
  }

  private Verdict.Standing standing(Function<Timing, Double> of) {
    double best = ours.values().stream().map(of).min(Comparator.naturalOrder()).orElseThrow();
    return new Verdict.Standing(
        best, bestPeer(of).flatMap(Peer::timing).map(of), of.apply(roofline));
  }

  /** A figure for each way of calling, peer and mode; medians and the fastest calls. */
  List<Figure> figures(String metric, Unit unit) {
    List<Figure> figures = new ArrayList<>();
    List<Peer> all = new ArrayList<>(peers);
    all.add(new Peer("roofline", target, Optional.of(roofline), limit));
    for (String way : List.of(INPUTS, BOUND)) {
      Timing timing = ours.get(way);
      if (timing == null) {
        continue;
      }
      String suffix = way.equals(BOUND) ? " bound" : "";
      for (Peer peer : all) {
        figures.add(figure(metric + suffix, unit, timing.median(), peer, Timing::median));
        figures.add(
            figure(metric + " fastest" + suffix, unit, timing.fastest(), peer, Timing::fastest));
      }
    }
    return figures;
  }

  private Figure figure(
      String metric, Unit unit, double micros, Peer peer, Function<Timing, Double> of) {
    Figure.Peer theirs =
        new Figure.Peer(
            peer.name(),
            peer.version(),
            peer.timing().map(of).map(t -> unit.of(t, c.flops())),
            peer.note());
    return new Figure(
        c.name(),
        metric,
        unit.text,
        unit.of(micros, c.flops()),
        Optional.of(theirs),
        unit == Unit.GFLOPS,
        lineNanos);
  }

  /** A table for people. */
  String table(Unit unit) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%s, %d threads, %s, cache line %.0f ns%n".formatted(c.name(), threads, target, lineNanos));
    table.append(
        "  %-34s %12s %12s %8s %8s%n"
            .formatted("", "median " + unit.text, "fastest", "ratio", "calls"));
    row(table, "roofline: " + limit, Optional.of(roofline), unit, "");
    for (String way : List.of(INPUTS, BOUND)) {
      Optional<Timing> timing = Optional.ofNullable(ours.get(way));
      if (timing.isPresent()) {
        row(table, way.equals(BOUND) ? "ours, weights bound" : "ours", timing, unit, "");
      }
    }
    for (Peer peer : peers) {
      row(table, peer.name(), peer.timing(), unit, peer.note());
    }
    return table.toString();
  }

  private void row(
      StringBuilder table, String name, Optional<Timing> timing, Unit unit, String note) {
    if (timing.isEmpty()) {
      table.append("  %-34s %s%n".formatted(name, note));
      return;
    }
    Timing t = timing.get();
    table.append(
        "  %-34s %12.1f %12.1f %8.2f %8d %s%n"
            .formatted(
                name,
                unit.of(t.median(), c.flops()),
                unit.of(t.fastest(), c.flops()),
                t.median() / best().median(),
                t.samples(),
                note));
  }
}
