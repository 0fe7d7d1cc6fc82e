package mind.runtime;

import java.util.List;

/**
 * What a call of a program gives.
 *
 * @param values in the manifest's order of outputs
 */
public record Outputs(List<TensorBuffer> values) {
  public Outputs {
    values = List.copyOf(values);
  }
}
