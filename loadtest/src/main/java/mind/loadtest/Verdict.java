package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a case meets its bar (docs/benchmarks.md), and what it is short of.
 *
 * @param misses empty if the bar is met, as far as it was looked at
 * @param compared whether there was a peer to compare with
 */
record Verdict(List<String> misses, boolean compared) {
  /** Ratios from here on are a tie where both sides are near the roofline. */
  private static final double TIE = 0.97;

  /** How near that is. */
  private static final double NEAR = 0.95;

  private static final double INFERENCE_OF_ROOFLINE = 0.90;
  private static final double TRAIN_OVER_PEERS = 2;
  private static final double GEMM_ONE_CORE = 0.93;
  private static final double GEMM_ALL_CORES = 0.90;

  /** Below this a product is too small to keep all cores busy. */
  private static final int GEMM_ALL_CORES_FROM = 512;

  Verdict {
    misses = List.copyOf(misses);
  }

  /**
   * Times of one case, in one unit.
   *
   * @param peer of the best mode of all peers; absent if there is none here
   */
  record Standing(double ours, Optional<Double> peer, double roofline) {
    /** Above 1 if we are faster. */
    Optional<Double> ratio() {
      return peer.map(theirs -> theirs / ours);
    }

    /** 1 on the roofline. */
    double ofRoofline() {
      return roofline / ours;
    }

    /** At least as fast as the peer, or both too near the roofline to tell. */
    boolean keepsUp() {
      if (peer.isEmpty()) {
        return true;
      }
      double ratio = peer.get() / ours;
      boolean bothNear = ofRoofline() >= NEAR && roofline / peer.get() >= NEAR;
      return ratio >= 1 || (ratio >= TIE && bothNear);
    }
  }

  static Verdict inference(Standing standing) {
    List<String> misses = new ArrayList<>();
    keepsUp(standing, misses);
    atLeast(standing.ofRoofline(), INFERENCE_OF_ROOFLINE, misses);
    return new Verdict(misses, standing.peer().isPresent());
  }

  static Verdict train(Standing standing) {
    List<String> misses = new ArrayList<>();
    if (standing.ratio().orElse(TRAIN_OVER_PEERS) < TRAIN_OVER_PEERS) {
      misses.add("%.2fx of %.0fx".formatted(standing.ratio().orElseThrow(), TRAIN_OVER_PEERS));
    }
    return new Verdict(misses, standing.peer().isPresent());
  }

  /**
   * @param n side of the matrices
   */
  static Verdict gemm(Standing standing, int n, int threads) {
    List<String> misses = new ArrayList<>();
    keepsUp(standing, misses);
    if (threads == 1) {
      atLeast(standing.ofRoofline(), GEMM_ONE_CORE, misses);
    } else if (n >= GEMM_ALL_CORES_FROM) {
      atLeast(standing.ofRoofline(), GEMM_ALL_CORES, misses);
    }
    return new Verdict(misses, standing.peer().isPresent());
  }

  /** Of all sizes together, where there are peers. */
  static Verdict gemmMean(List<Double> ratios) {
    double mean = geometricMean(ratios);
    return new Verdict(
        mean > 1 ? List.of() : List.of("geometric mean %.3fx".formatted(mean)), true);
  }

  static double geometricMean(List<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(0));
  }

  private static void keepsUp(Standing standing, List<String> misses) {
    if (!standing.keepsUp()) {
      misses.add("%.2fx of 1x".formatted(standing.ratio().orElseThrow()));
    }
  }

  private static void atLeast(double share, double bar, List<String> misses) {
    if (share < bar) {
      misses.add("%.0f%% of %.0f%% of the roofline".formatted(100 * share, 100 * bar));
    }
  }

  boolean met() {
    return compared && misses.isEmpty();
  }

  @Override
  public String toString() {
    if (!misses.isEmpty()) {
      return "short: " + String.join(", ", misses);
    }
    return compared ? "met" : "no peer here";
  }
}
