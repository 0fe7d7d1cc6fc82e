package mind.compiler.kernel.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarEvaluator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * F32 functions stay well within 1 ulp of StrictMath's F64 functions, which are good to 2^-29 of
 * that. The tests by sampling visit every exponent of either sign 128 times.
 */
class ElementaryF32Test {
  /** The contract says 1; what is measured is kept, so that a damaged constant shows. */
  private static final double BOUND = 0.55;

  private static final long STRIDE = 65_537;
  private static final long ALL = 1L << 32;

  private record Worst(double error, float at) {}

  @ParameterizedTest
  @EnumSource
  void withinOneUlpOnEvery65537thInput(MathFunction function) {
    Worst worst = worst(function, STRIDE);
    assertThat(worst.error()).as("largest error, at %s", worst.at()).isLessThanOrEqualTo(BOUND);
  }

  /** Takes some minutes a function and core; tagged tests run in long test runs only. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void withinOneUlpOnAllInputs(MathFunction function) {
    Worst worst = worst(function, 1);
    assertThat(worst.error()).as("largest error, at %s", worst.at()).isLessThanOrEqualTo(BOUND);
  }

  private static Worst worst(MathFunction function, long stride) {
    LongBinaryOperator compiled = function.compile(DType.F32);
    int parts = stride == 1 ? 4096 : 1;
    long span = ALL / parts;
    return LongStream.range(0, parts)
        .parallel()
        .mapToObj(part -> worst(function, compiled, part * span, (part + 1) * span, stride))
        .max(Comparator.comparingDouble(Worst::error))
        .orElseThrow();
  }

  private static Worst worst(
      MathFunction function, LongBinaryOperator compiled, long from, long to, long stride) {
    double worst = 0;
    float at = 0;
    for (long bits = from; bits < to; bits += stride) {
      float x = Float.intBitsToFloat((int) bits);
      float actual =
          Float.intBitsToFloat((int) compiled.applyAsLong(Float.floatToRawIntBits(x), 0));
      double error = Ulps.f32(actual, function.reference(x));
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    return new Worst(worst, at);
  }

  @Test
  void powWithinOneUlp() {
    assertPow(1_000_000);
  }

  @Tag("long")
  @Test
  void powWithinOneUlpOnABillionPairs() {
    assertPow(1_000_000_000);
  }

  private static void assertPow(int pairs) {
    LongBinaryOperator compiled = GeneratedScalar.compile(MathFunction.pow(DType.F32));
    SplittableRandom random = new SplittableRandom(3);
    double worst = 0;
    String at = "";
    for (int i = 0; i < pairs; i++) {
      float x =
          switch (i % 4) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> (float) Math.exp(random.nextDouble(-5, 5));
            case 2 -> 1 + (float) Math.scalb(random.nextDouble(-1, 1), -random.nextInt(23));
            default -> -random.nextInt(1000) / 8f;
          };
      float y =
          switch (i % 4) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1, 2 -> (float) (random.nextDouble(-104, 89) / Math.log(x));
            default -> random.nextInt(-160, 160) / 4f;
          };
      if (x == 1) {
        continue; // Java's pow(1, infinity) is not C's.
      }
      float actual =
          Float.intBitsToFloat(
              (int) compiled.applyAsLong(Float.floatToRawIntBits(x), Float.floatToRawIntBits(y)));
      double error = Ulps.f32(actual, StrictMath.pow(x, y));
      if (error > worst) {
        worst = error;
        at = x + ", " + y;
      }
    }
    assertThat(worst).as("largest error, at %s", at).isLessThanOrEqualTo(BOUND);
  }

  /** The tests above run generated classes; this is what entitles them to. */
  @ParameterizedTest
  @EnumSource
  void generatedClassesComputeWhatTheEvaluatorDoes(MathFunction function) {
    SplittableRandom random = new SplittableRandom(4);
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      ScalarEvaluator evaluator = new ScalarEvaluator(function.code(dtype));
      LongBinaryOperator compiled = function.compile(dtype);
      for (int i = 0; i < 2_000; i++) {
        double x = Math.scalb(random.nextDouble(-2, 2), random.nextInt(-30, 30));
        long bits = i % 2 == 0 ? dtype.bits(x) : randomBits(random, dtype);
        assertThat(dtype.canonical(compiled.applyAsLong(bits, 0)))
            .as("%s of %s bits %x", function, dtype, bits)
            .isEqualTo(dtype.canonical(evaluator.apply(bits)));
      }
    }
  }

  private static long randomBits(SplittableRandom random, DType dtype) {
    return dtype == DType.F32 ? random.nextInt() : random.nextLong();
  }
}
