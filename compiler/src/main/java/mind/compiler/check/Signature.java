package mind.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
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

  /** That of a function of which nothing but the IR is known; without the hidden seed. */
  static Signature of(Function function) {
    List<Parameter> inputs = new ArrayList<>();
    for (int i = 0; i < function.inputs().size() - (function.seeded() ? 1 : 0); i++) {
      String name = function.inputs().get(i);
      inputs.add(Parameter.of(name, function.type(i), false, Optional.empty()));
    }
    return of(function, inputs);
  }

  /** That of a compiled function: as its inputs were checked, with sizes for names. */
  static Signature of(Function function, List<Parameter> checked) {
    List<Parameter> inputs = new ArrayList<>();
    for (int i = 0; i < checked.size(); i++) {
      Parameter p = checked.get(i);
      inputs.add(Parameter.of(p.name(), function.type(i), p.hasDefault(), p.defaultValue()));
    }
    List<Parameter> outputs = new ArrayList<>();
    for (Function.Output output : function.outputs()) {
      Type type = function.type(output.value());
      outputs.add(Parameter.of(output.name(), type, false, Optional.empty()));
    }
    return new Signature(function.name(), inputs, outputs, List.of());
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

    private static Parameter of(
        String name, Type type, boolean hasDefault, Optional<Tensor> defaultValue) {
      List<String> shape = Arrays.stream(type.shape().dims()).mapToObj(Integer::toString).toList();
      return new Parameter(name, type.dtype(), shape, hasDefault, defaultValue);
    }
  }
}
