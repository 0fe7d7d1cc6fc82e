package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.cli.Figure;
import mind.loadtest.Comparison.Peer;
import mind.loadtest.Comparison.Unit;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final ComputeCase CASE = ComputeCases.gemm(256);

  private static Timing timing(double median, double fastest) {
    return new Timing(median, fastest, 10);
  }

  private static Comparison comparison(Peer... peers) {
    return new Comparison(
        CASE,
        "x86-64-v4",
        2,
        Map.of(Comparison.INPUTS, timing(200, 180), Comparison.BOUND, timing(160, 150)),
        List.of(peers),
        timing(145, 140),
        "multiply-adds",
        50);
  }

  private static Peer peer(String name, double median, String note) {
    return new Peer(name, "1.0", Optional.of(timing(median, median - 10)), note);
  }

  @Test
  void theBestPeerIsTheFastestWhoseResultsAgree() {
    Comparison comparison =
        comparison(
            peer("slow", 300, ""),
            peer("quick", 240, ""),
            peer("wrong", 10, "output 0 differs by 1 of the largest element"),
            new Peer("gone", "", Optional.empty(), "absent"));
    assertThat(comparison.bestPeer()).map(Peer::name).hasValue("quick");
    assertThat(comparison.standing()).isEqualTo(new Verdict.Standing(160, Optional.of(240.0), 145));
  }

  @Test
  void aFigureForEachWayModeAndStatistic() {
    List<Figure> figures = comparison(peer("quick", 240, "")).figures("time", Unit.MICROS);
    assertThat(figures)
        .extracting(Figure::metric)
        .containsExactly(
            "time",
            "time fastest",
            "time",
            "time fastest",
            "time bound",
            "time fastest bound",
            "time bound",
            "time fastest bound");
    Figure first = figures.getFirst();
    assertThat(first.ours()).isEqualTo(200);
    assertThat(first.ratio()).hasValue(1.2);
    assertThat(figures.get(5).ratio().orElseThrow()).isCloseTo(230.0 / 150, within(1e-9));
    assertThat(figures.getLast().peer())
        .hasValue(new Figure.Peer("roofline", "x86-64-v4", Optional.of(140.0), "multiply-adds"));
  }

  @Test
  void ratesPointTheOtherWay() {
    Figure figure =
        comparison(peer("quick", 240, "")).figures("throughput", Unit.GFLOPS).getFirst();
    assertThat(figure.unit()).isEqualTo("GFLOP/s");
    assertThat(figure.ours()).isCloseTo(2.0 * 256 * 256 * 256 / 200e3, within(1e-9));
    assertThat(figure.ratio().orElseThrow()).isCloseTo(1.2, within(1e-9));
  }

  @Test
  void anAbsentPeerHasALineOfItsOwn() {
    Comparison comparison = comparison(new Peer("JAX", "", Optional.empty(), "absent"));
    Figure figure = comparison.figures("time", Unit.MICROS).getFirst();
    assertThat(figure.peer()).hasValue(Figure.Peer.without("JAX", "", "absent"));
    assertThat(figure.ratio()).isEmpty();
    assertThat(comparison.table(Unit.MICROS)).containsPattern("JAX +absent");
  }
}
