package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import mind.cli.Figure;
import mind.loadtest.peer.Framework;

/** Calls of trained models. */
public final class InferenceBenchmark extends ComputeBenchmark {
  @Override
  public String name() {
    return "inference";
  }

  @Override
  public String summary() {
    return "calls of models, beside PyTorch, JAX and ONNX Runtime";
  }

  @Override
  List<Figure> measureAll(Setting setting) throws InterruptedException {
    Comparison.Unit unit = Comparison.Unit.MICROS;
    List<Comparison> comparisons =
        measure(
            setting,
            ComputeCases.inference(),
            unit,
            setting.run().threads(),
            Framework.TORCH,
            Framework.JAX,
            Framework.ONNX);
    List<Figure> figures = new ArrayList<>();
    head(setting.text(), unit);
    for (Comparison comparison : comparisons) {
      summary(setting.text(), comparison, unit, Verdict.inference(comparison.standing()));
      figures.addAll(comparison.figures("time", unit));
    }
    return figures;
  }
}
