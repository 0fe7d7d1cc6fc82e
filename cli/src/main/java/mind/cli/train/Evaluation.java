package mind.cli.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.cli.terminal.Failure;
import mind.cli.terminal.TensorText;
import mind.v1.Port;
import mind.v1.Tensor;

/**
 * What eval says of held-back data. Made before the first step, so that what is wrong with it does
 * not come up after a long training.
 *
 * @param description what the data is, for people
 */
record Evaluation(String description, List<Piece> pieces) {
  private static final String RESULT = "result";

  /**
   * Data for one call: the function compiled for its size, the data, and values of other inputs.
   */
  record Piece(Function function, List<Tensor> data, List<Tensor> constants) {
    Piece {
      for (Port output : function.outputs()) {
        if (output.getType().getShapeCount() > 0) {
          throw Failure.usage("eval returns " + output.getName() + ", which is not a scalar");
        }
        if (TrainReport.KEYS.contains(metric(output.getName()))) {
          throw Failure.usage(
              "eval returns a metric named %s, which the report of a training has already; give it another name"
                  .formatted(metric(output.getName())));
        }
      }
    }

    long rows() {
      return Dataset.rowsOf(data);
    }
  }

  /** The metrics that eval returns, as means over the rows of all pieces. */
  Map<String, Double> run(List<Tensor> parameters, long seed) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      List<Tensor> arguments = new ArrayList<>(parameters);
      arguments.addAll(piece.data());
      arguments.addAll(piece.constants());
      List<Tensor> outputs = piece.function().call(arguments, seed);
      for (int i = 0; i < outputs.size(); i++) {
        String name = metric(piece.function().outputs().get(i).getName());
        sums.merge(name, piece.rows() * TensorText.first(outputs.get(i)), Double::sum);
      }
    }
    double total = pieces.stream().mapToLong(Piece::rows).sum();
    sums.replaceAll((name, sum) -> sum / total);
    return sums;
  }

  /** A single result is an accuracy; a struct's fields name themselves, as do places in a tuple. */
  private static String metric(String output) {
    return output.equals(RESULT)
        ? "accuracy"
        : output.startsWith(RESULT + ".") ? output.substring(RESULT.length() + 1) : output;
  }
}
