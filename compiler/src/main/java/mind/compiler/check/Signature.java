package mind.compiler.check;

import java.util.List;
import java.util.Optional;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.DType;

/**
 * What a function that can be an entry takes and gives, leaf by leaf.
 *
 * @param dims names of the dimensions that its inputs bind, in order
 */
public record Signature(
    String name, List<Parameter> inputs, List<Parameter> outputs, List<String> dims) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    dims = List.copyOf(dims);
  }

  /**
   * One leaf.
   *
   * @param name its dotted path
   * @param shape dimensions: numbers, names, or expressions of names
   * @param defaultValue what to pass where nothing is given; empty also where the default depends
   *     on a dimension that is not bound
   */
  public record Parameter(
      String name,
      DType dtype,
      List<String> shape,
      boolean hasDefault,
      Optional<Tensor> defaultValue) {
    public Parameter {
      shape = List.copyOf(shape);
    }
  }
}
