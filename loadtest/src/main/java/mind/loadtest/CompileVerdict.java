package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bars of compiling (docs/benchmarks.md). Times are in microseconds. */
final class CompileVerdict {
  private static final double PROGRAM = 2_000;
  private static final double KERNEL = 8_000;
  private static final double KNOWN = 1_000;
  private static final double OVER_JAX = 1;
  private static final double MEDIAN_OVER_JAX = 2;
  private static final double OVER_TORCH = 300;
  private static final double CHANGED_OVER_JAX = 10;

  private CompileVerdict() {}

  /** What a compile may take that finds none of its kernels. */
  static double coldBar(int kernels, int threads) {
    return PROGRAM + KERNEL * kernels / threads;
  }

  /**
   * @param cold nothing is known
   * @param linked all kernels are
   * @param jax its compile of the same, if it is there
   * @param torch likewise
   */
  static Verdict of(
      double cold,
      double linked,
      int kernels,
      int threads,
      Optional<Double> jax,
      Optional<Double> torch) {
    List<String> misses = new ArrayList<>();
    double bar = coldBar(kernels, threads);
    if (cold > bar) {
      misses.add("cold %.1f of %.1f ms".formatted(cold / 1e3, bar / 1e3));
    }
    if (linked > KNOWN) {
      misses.add("known %.2f of %.0f ms".formatted(linked / 1e3, KNOWN / 1e3));
    }
    atLeast("JAX", jax.map(t -> t / cold), OVER_JAX, misses);
    atLeast("PyTorch", torch.map(t -> t / cold), OVER_TORCH, misses);
    return new Verdict(misses, jax.isPresent() && torch.isPresent());
  }

  /** Of all cases together, by their median. */
  static Verdict all(List<Double> overJax) {
    List<String> misses = new ArrayList<>();
    Optional<Double> median = median(overJax);
    atLeast("JAX on the median", median, MEDIAN_OVER_JAX, misses);
    return new Verdict(misses, median.isPresent());
  }

  static Optional<Double> median(List<Double> ratios) {
    return ratios.stream().sorted().skip(ratios.size() / 2).findFirst();
  }

  /** A program with one layer changed, beside the whole of it compiled by JAX. */
  static Verdict changed(double ours, Optional<Double> jax) {
    List<String> misses = new ArrayList<>();
    atLeast("JAX", jax.map(t -> t / ours), CHANGED_OVER_JAX, misses);
    return new Verdict(misses, jax.isPresent());
  }

  private static void atLeast(
      String name, Optional<Double> ratio, double bar, List<String> misses) {
    if (ratio.isPresent() && ratio.get() < bar) {
      misses.add("%.2fx of %.0fx %s".formatted(ratio.get(), bar, name));
    }
  }
}
