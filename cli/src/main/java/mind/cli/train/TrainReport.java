package mind.cli.train;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.v1.CompileResponse;
import mind.v1.Tensor;

/**
 * What a training did.
 *
 * @param steps steps taken
 * @param epochs whole passes over the data; 0 for generated data
 * @param rows rows of a step's first data input
 * @param losses the loss of each step, before its update
 * @param metrics what eval said of held-back data, by name
 * @param heldBack what that data was; empty if nothing was evaluated
 * @param compiled each function as compiled, by name
 * @param weights the trained parameters by the names that step gives them
 * @param duration of the steps and their data, without compiling
 */
public record TrainReport(
    int steps,
    int epochs,
    long rows,
    List<Double> losses,
    Map<String, Double> metrics,
    Optional<String> heldBack,
    Map<String, CompileResponse> compiled,
    Map<String, Tensor> weights,
    Duration duration) {
  /** What the JSON object has beside the metrics; no metric may have such a name. */
  public static final Set<String> KEYS =
      Set.of("steps", "epochs", "loss", "artifacts", "cache", "weights", "train_us", "printed");
}
