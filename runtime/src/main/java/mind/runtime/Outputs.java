package mind.runtime;

import java.util.List;

/**
 * What a call of a program gives.
 *
 * @param values in the manifest's order of outputs
 * @param debugs values that the program prints or asserts, in the manifest's order of debugs
 */
public record Outputs(List<TensorBuffer> values, List<TensorBuffer> debugs) {
  public Outputs {
    values = List.copyOf(values);
    debugs = List.copyOf(debugs);
  }
}
