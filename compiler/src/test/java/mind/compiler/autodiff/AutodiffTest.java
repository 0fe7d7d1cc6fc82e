package mind.compiler.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutodiffTest {
  private static final Function POW =
      IrParser.parse(
          """
          fn @pow(%x: f64[], %y: f64[]) -> (result: f64[]) {
            %2 = binary pow %x, %y : f64[]
            return %2
          }
          """);

  private static double value(Function f, double... arguments) {
    List<Tensor> inputs =
        java.util.Arrays.stream(arguments)
            .mapToObj(a -> Tensor.ofDoubles(Type.scalar(DType.F64), a))
            .toList();
    return Interpreter.run(f, inputs).getFirst().value(0);
  }

  private static Function derivative(Function f, int input) {
    Function gradient = Autodiff.gradient(f, new int[] {input}, false);
    FunctionBuilder b = new FunctionBuilder("derivative");
    b.output("result", b.inline(gradient, b.inputsOf(gradient))[0]);
    return b.build();
  }

  /** x^y and its derivatives at the corner where logarithms and negative powers are infinite. */
  @ParameterizedTest
  @CsvSource({
    "0, 2, 0, 2, 0",
    "0, 1, 1, 0, 0",
    "0, 0, 0, 0, 0",
    "0, 3, 0, 0, 0",
    "2, 0, 0, 0, 0.6931471805599453",
    "2, 3, 12, 12, 5.545177444479562"
  })
  void powersHaveFiniteDerivativesAtZero(
      double x, double y, double byX, double byXTwice, double byY) {
    Function first = derivative(POW, 0);
    assertThat(value(first, x, y)).isEqualTo(byX);
    assertThat(value(derivative(first, 0), x, y)).isEqualTo(byXTwice);
    assertThat(value(derivative(POW, 1), x, y)).isEqualTo(byY);
  }

  @Test
  void whatTheValueDoesNotDependOnHasZeroGradient() {
    Function f =
        IrParser.parse(
            """
            fn @f(%x: f64[3], %y: f64[]) -> (result: f64[]) {
              return %y
            }
            """);
    Function gradient = Autodiff.gradient(f, new int[] {0, 1}, true);
    Tensor zeros = Tensor.ofDoubles(Type.of(DType.F64, 3), 0, 0, 0);
    Tensor one = Tensor.ofDoubles(Type.scalar(DType.F64), 1);
    assertThat(Interpreter.run(gradient, List.of(zeros, one))).containsExactly(one, zeros, one);
    assertThat(gradient.outputs().stream().map(Function.Output::name))
        .containsExactly("result", "grad.x", "grad.y");
  }

  @Test
  void onlyAScalarFloatHasAGradient() {
    Function f =
        IrParser.parse(
            """
            fn @f(%x: f64[3], %i: i32[]) -> (result: f64[3]) {
              return %x
            }
            """);
    assertThatThrownBy(() -> Autodiff.gradient(f, new int[] {0}, true))
        .extracting(e -> ((IrException) e).code())
        .isEqualTo("E5004");
  }
}
