package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Input;
import mind.compiler.ir.op.Op;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws every operation obeys, checked on samples of all of them. */
class LawTest {

  static Stream<Sample> samples() {
    return Samples.all().stream();
  }

  static Stream<Sample> differentiable() {
    return samples().filter(Sample::differentiable);
  }

  /**
   * The lowest position of an index out of range is what both the definition and native code say.
   */
  @ParameterizedTest
  @MethodSource("indexed")
  void theLowestBadIndexIsReported(Sample sample) {
    List<Tensor> values = new ArrayList<>(sample.smooth(6));
    Type indices = values.get(1).type();
    int last = (int) indices.elements() - 1;
    int bad = last / 2;
    Tensor good = values.get(1);
    values.set(
        1, Tensor.of(indices, i -> i == bad ? -1 : i == last ? sample.limit() : good.bits(i)));
    String position = "position " + bad;
    assertThatThrownBy(() -> Interpreter.run(sample.function(), values))
        .hasMessageContaining(position);
    try (Native code = Native.of(sample.function())) {
      assertThatThrownBy(() -> code.run(values, 2)).hasMessageContaining(position);
    }
  }

  static Stream<Sample> indexed() {
    return samples().filter(s -> s.op().mayFail());
  }

  private static final Unary STOP = new Unary(Unary.Kind.STOP);

  @Test
  void stopBlocksTheDerivative() {
    Sample sample = Sample.of(STOP, Type.of(DType.F64, 3));
    Function gradient = Autodiff.gradient(sample.weighted(), new int[] {0}, false);
    assertThat(Interpreter.run(gradient, sample.smooth(5)))
        .containsExactly(Tensor.ofDoubles(Type.of(DType.F64, 3), 0, 0, 0));
  }

  @Test
  void everyOperationHasSamples() {
    Set<Class<?>> sampled =
        samples().map(s -> (Class<?>) s.op().getClass()).collect(Collectors.toSet());
    sampled.add(Input.class); // each operand of each sample
    assertThat(sampled)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Op.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void textParsesBackToTheSameFunction(Sample sample) {
    Function f = sample.function();
    Function parsed = IrParser.parse(f.toString());
    assertThat(parsed.toString()).isEqualTo(f.toString());
    assertThat(parsed.outputTypes()).isEqualTo(f.outputTypes());
    assertThat(parsed.instruction(parsed.code().size() - 1).op()).isEqualTo(sample.op());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void inferredTypeIsThatOfTheValue(Sample sample) {
    Function f = sample.function();
    assertThat(Interpreter.run(f, sample.smooth(1)).getFirst().type())
        .isEqualTo(f.outputTypes().getFirst());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nestsComputeTheSameBits(Sample sample) {
    for (List<Tensor> values : List.of(sample.smooth(2), sample.wild(3), sample.wild(4))) {
      Tensor expected = Interpreter.run(sample.function(), values).getFirst();
      Tensor actual = Nests.evaluate(sample.op(), expected.type(), values);
      assertThat(actual.canonical()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nativeCodeComputesTheSameBits(Sample sample) {
    try (Native code = Native.of(sample.function())) {
      for (List<Tensor> values : List.of(sample.smooth(2), sample.wild(3), sample.wild(4))) {
        List<Tensor> expected = Interpreter.run(sample.function(), values);
        assertThat(code.run(values, 1)).isEqualTo(expected);
        assertThat(code.run(values, 2)).isEqualTo(expected);
      }
    }
  }

  /**
   * The derivative in the direction of random cotangents, by its rule and by central differences.
   */
  @ParameterizedTest
  @MethodSource("differentiable")
  void derivativesAgreeWithCentralDifferences(Sample sample) {
    Function f = sample.weighted();
    int[] floats = sample.floats();
    List<Tensor> values = sample.smooth(5);
    List<Tensor> gradients = Interpreter.run(Autodiff.gradient(f, floats, false), values);
    for (int i = 0; i < floats.length; i++) {
      Tensor gradient = gradients.get(i);
      for (int e = 0; e < gradient.type().elements(); e++) {
        double slope = CentralDifferences.slope(f, values, floats[i], e, 1e-6);
        double size = 1 + Math.abs(slope);
        assertThat(gradient.value(e)).isCloseTo(slope, within(2e-7 * size));
      }
    }
  }
}
