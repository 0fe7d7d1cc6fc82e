package mind.runtime;

import java.util.List;

/**
 * What a call of a program gives.
 *
 * @param values in the manifest's order of outputs
 * @param printed a text for each print of the program, in order
 */
public record Outputs(List<TensorBuffer> values, List<String> printed) {
  public Outputs {
    values = List.copyOf(values);
    printed = List.copyOf(printed);
  }
}
