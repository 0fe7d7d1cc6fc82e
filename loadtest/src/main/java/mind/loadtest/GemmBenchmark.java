package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.cli.Figure;
import mind.loadtest.peer.Framework;

/** Products of square matrices, on one thread and on all. */
public final class GemmBenchmark extends ComputeBenchmark {
  private static final Comparison.Unit UNIT = Comparison.Unit.GFLOPS;

  @Override
  public String name() {
    return "gemm";
  }

  @Override
  public String summary() {
    return "products of matrices on one thread and on all, beside PyTorch, JAX, ONNX Runtime and"
        + " oneDNN";
  }

  @Override
  List<Figure> measureAll(Setting setting) throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int threads : IntStream.of(1, setting.run().threads()).distinct().toArray()) {
      for (Comparison comparison :
          measure(
              setting,
              ComputeCases.gemm(),
              UNIT,
              threads,
              Framework.TORCH,
              Framework.JAX,
              Framework.ONNX,
              Framework.DNNL)) {
        comparisons.add(comparison);
        figures.addAll(comparison.figures("throughput, %d threads".formatted(threads), UNIT));
      }
    }
    head(setting.text(), UNIT);
    for (Comparison comparison : comparisons) {
      int n = Math.toIntExact(comparison.c().inputs().getFirst().shape().getFirst());
      Verdict verdict = Verdict.gemm(comparison.standing(), n, comparison.threads());
      summary(setting.text(), comparison, UNIT, verdict);
    }
    List<Double> ratios = comparisons.stream().flatMap(c -> c.standing().ratio().stream()).toList();
    if (!ratios.isEmpty()) {
      setting
          .text()
          .printf(
              "geometric mean of the ratios: %.3f: %s%n",
              Verdict.geometricMean(ratios), Verdict.gemmMean(ratios));
    }
    return figures;
  }
}
