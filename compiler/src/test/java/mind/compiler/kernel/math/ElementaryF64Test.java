package mind.compiler.kernel.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.LongBinaryOperator;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F64 functions stay well within 2 ulp of values computed to 50 digits. */
class ElementaryF64Test {
  /** The contract says 2; what is measured is kept, so that a damaged constant shows. */
  private static final double BOUND = 1.25;

  private static final double[] ALWAYS = {
    Double.MIN_VALUE,
    0x1p-1030,
    Double.MIN_NORMAL,
    1e-300,
    0x1p-54,
    0x1p-27,
    1e-7,
    1.0 / 256,
    1.5 / 128,
    0.34657359027997264,
    0.5,
    Math.nextDown(1.0),
    1,
    Math.nextUp(1.0),
    1.0986122886681098,
    2,
    5.92,
    36.7,
    100,
    708.4,
    709.78
  };

  @ParameterizedTest
  @EnumSource
  void withinTwoUlps(MathFunction function) {
    LongBinaryOperator compiled = function.compile(DType.F64);
    double worst = 0;
    double at = 0;
    for (double x : points(function)) {
      double actual =
          Double.longBitsToDouble(compiled.applyAsLong(Double.doubleToRawLongBits(x), 0));
      double error = Ulps.f64(actual, ExactMath.of(function, x));
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    assertThat(worst).as("largest error, at %s", at).isLessThan(BOUND);
  }

  @Test
  void powWithinTwoUlps() {
    LongBinaryOperator compiled = GeneratedScalar.compile(MathFunction.pow(DType.F64));
    SplittableRandom random = new SplittableRandom(2);
    double worst = 0;
    String at = "";
    for (int i = 0; i < 2_000; i++) {
      double x =
          switch (i % 4) {
            case 0 -> random.nextDouble(100);
            case 1 -> Math.scalb(random.nextDouble(1, 2), random.nextInt(-1074, 1024));
            case 2 -> 1 + Math.scalb(random.nextDouble(-1, 1), -random.nextInt(1, 50));
            default -> random.nextInt(1, 100);
          };
      double y =
          i % 8 < 4
              ? random.nextDouble(-744, 709) / StrictMath.log(x)
              : random.nextInt(-100, 100) / 4.0;
      BigDecimal exact = ExactMath.pow(x, Double.isFinite(y) ? y : 1);
      if (!Double.isFinite(y) || Double.isInfinite(exact.doubleValue())) {
        continue;
      }
      double actual =
          Double.longBitsToDouble(
              compiled.applyAsLong(Double.doubleToRawLongBits(x), Double.doubleToRawLongBits(y)));
      double error = Ulps.f64(actual, exact);
      if (error > worst) {
        worst = error;
        at = x + ", " + y;
      }
    }
    assertThat(worst).as("largest error, at %s", at).isLessThan(BOUND);
  }

  /**
   * Deterministic points inside the function's interesting domain, over all exponents and around
   * its special places.
   */
  private static List<Double> points(MathFunction function) {
    List<Double> candidates = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (double x : ALWAYS) {
      candidates.add(x);
      candidates.add(-x);
    }
    for (int i = 0; i < 200; i++) {
      double sign = i % 2 == 0 ? 1 : -1;
      candidates.add(sign * random.nextDouble(2));
      candidates.add(sign * random.nextDouble(8));
      candidates.add(sign * random.nextDouble(750));
      candidates.add(sign * (1 + Math.scalb(random.nextDouble(-1, 1), -random.nextInt(1, 53))));
      candidates.add(sign * Math.scalb(random.nextDouble(1, 2), random.nextInt(-60, 40)));
      candidates.add(sign * Math.scalb(random.nextDouble(1, 2), random.nextInt(-1074, 1024)));
      // The nearest double to a multiple of pi / 2.
      candidates.add(sign * Math.scalb(random.nextDouble(1, 2), random.nextInt(1, 39)));
      candidates.add(
          sign * Math.rint(Math.scalb(1.0, i % 39) * random.nextDouble()) * (Math.PI / 2));
    }
    return candidates.stream().filter(domain(function)::test).toList();
  }

  private static DoublePredicate domain(MathFunction function) {
    return switch (function) {
      case EXP, EXPM1 -> x -> Math.abs(x) < 750 && x < 709.78;
      case LOG -> x -> x > 0;
      case LOG1P -> x -> x > -1;
      case TANH, LOGISTIC -> x -> Math.abs(x) < 750;
      case SIN, COS -> x -> Math.abs(x) < Trigonometry.F64_LIMIT;
      case ATAN, ERF -> x -> true;
    };
  }
}
