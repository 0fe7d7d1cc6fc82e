package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import mind.cli.Figure;
import mind.loadtest.peer.Framework;

/** Training steps: a loss and its gradients. */
public final class TrainBenchmark extends ComputeBenchmark {
  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "training steps (loss and gradients), beside PyTorch and JAX";
  }

  @Override
  List<Figure> measureAll(Setting setting) throws InterruptedException {
    Comparison.Unit unit = Comparison.Unit.MICROS;
    List<Comparison> comparisons =
        measure(
            setting,
            ComputeCases.train(),
            unit,
            setting.run().threads(),
            Framework.TORCH,
            Framework.JAX);
    List<Figure> figures = new ArrayList<>();
    head(setting.text(), unit);
    for (Comparison comparison : comparisons) {
      summary(setting.text(), comparison, unit, Verdict.train(comparison.standing()));
      figures.addAll(comparison.figures("time", unit));
    }
    return figures;
  }
}
