package mind.laws;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.kernel.DType;

/** Derivatives by differences: what the rules are held against. */
final class CentralDifferences {
  private CentralDifferences() {}

  /** The slope of a function's one f64 scalar output by element {@code element} of an f64 input. */
  static double slope(Function f, List<Tensor> inputs, int input, int element, double step) {
    double up = at(f, inputs, input, element, step);
    double down = at(f, inputs, input, element, -step);
    return (up - down) / (2 * step);
  }

  private static double at(Function f, List<Tensor> inputs, int input, int element, double step) {
    Tensor moved =
        Tensor.of(
            inputs.get(input).type(),
            i -> DType.F64.bits(inputs.get(input).value(i) + (i == element ? step : 0)));
    List<Tensor> values = new ArrayList<>(inputs);
    values.set(input, moved);
    return Interpreter.run(f, values).getFirst().value(0);
  }
}
