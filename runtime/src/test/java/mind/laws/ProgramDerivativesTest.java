package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Emitter;
import mind.compiler.ir.op.Reduce;
import mind.compiler.kernel.DType;
import mind.compiler.optimise.Optimiser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs in f64: their slope along a direction, by autodiff, is that of their values by
 * differences; and so is its slope in turn.
 */
class ProgramDerivativesTest {
  private static final int PROGRAMS = 150;
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void agreeWithDifferences(int order) {
    int compared = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Function f = scalar(RandomPrograms.honest(seed));
      List<Tensor> inputs = RandomPrograms.inputs(f).smooth(seed);
      List<Tensor> direction = direction(f, seed);
      for (int i = 1; i < order; i++) {
        f = slope(f, direction);
      }
      double value = run(f, inputs, direction, 0);
      double wide = difference(f, inputs, direction, STEP);
      double narrow = difference(f, inputs, direction, STEP / 4);
      double noise = 1e-9 * (1 + Math.abs(value));
      if (!isClose(wide, narrow, noise)) {
        continue; // a kink, a jump, or values beyond what differences can tell
      }
      double slope = run(slope(f, direction), inputs, direction, 0);
      assertThat(isClose(slope, narrow, noise))
          .as("seed %s: %s by autodiff, %s by differences: %s", seed, slope, narrow, f)
          .isTrue();
      compared++;
    }
    assertThat(compared).isGreaterThan(PROGRAMS / 2);
  }

  private static boolean isClose(double a, double b, double noise) {
    return Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b)) + noise;
  }

  private static double difference(
      Function f, List<Tensor> inputs, List<Tensor> direction, double step) {
    return (run(f, inputs, direction, step) - run(f, inputs, direction, -step)) / (2 * step);
  }

  /** The value at so many steps along the direction. */
  private static double run(
      Function f, List<Tensor> inputs, List<Tensor> direction, double distance) {
    List<Tensor> moved = new ArrayList<>(inputs);
    for (int i = 0; i < direction.size(); i++) {
      Tensor from = inputs.get(i);
      Tensor along = direction.get(i);
      moved.set(
          i,
          Tensor.of(from.type(), k -> DType.F64.bits(from.value(k) + distance * along.value(k))));
    }
    return Interpreter.run(f, moved).getFirst().value(0);
  }

  /** One tensor for each float input; these come first. */
  private static List<Tensor> direction(Function f, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return f.inputTypes().stream()
        .filter(type -> type.dtype() == DType.F64)
        .map(type -> Tensor.of(type, i -> DType.F64.bits(random.nextDouble(-1, 1))))
        .toList();
  }

  /** A function's slope along a direction. */
  private static Function slope(Function f, List<Tensor> direction) {
    int[] wrt = IntStream.range(0, direction.size()).toArray();
    FunctionBuilder b = new FunctionBuilder("slope");
    Emitter e = new Emitter(b);
    int[] gradients = b.inline(Autodiff.gradient(f, wrt, false), b.inputsOf(f));
    int sum = e.splat(f.outputTypes().getFirst(), 0);
    for (int i = 0; i < gradients.length; i++) {
      sum = e.add(sum, sum(e, e.mul(gradients[i], b.add(Const.of(direction.get(i))))));
    }
    b.output("slope", sum);
    return Optimiser.run(b.build());
  }

  /** The sum of all float outputs. */
  private static Function scalar(Function f) {
    FunctionBuilder b = new FunctionBuilder("scalar");
    Emitter e = new Emitter(b);
    int sum = -1;
    for (int output : b.inline(f, b.inputsOf(f))) {
      if (b.type(output).dtype() == DType.F64) {
        int part = sum(e, output);
        sum = sum < 0 ? part : e.add(sum, part);
      }
    }
    b.output("sum", sum < 0 ? b.add(Const.splat(mind.compiler.ir.Type.scalar(DType.F64), 0)) : sum);
    return b.build();
  }

  private static int sum(Emitter e, int value) {
    return e.reduce(Reduce.Kind.SUM, value, IntStream.range(0, e.type(value).rank()).toArray());
  }
}
