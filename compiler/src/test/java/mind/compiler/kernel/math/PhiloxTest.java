package mind.compiler.kernel.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PhiloxTest {
  private static List<Ref> words(ScalarCode.Builder b, List<Ref> inputs) {
    return Philox.words(b, inputs.subList(0, 4), inputs.subList(4, 6));
  }

  /** The known answers of Random123's kat_vectors for philox4x32 with 10 rounds. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000 00000000 00000000,"
        + "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff,"
        + "408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0,"
        + "d16cfe09 94fdcceb 5001e420 24126ea1",
  })
  void knownAnswers(String counterAndKey, String expected) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> inputs = IntStream.range(0, 6).mapToObj(i -> b.load(i, DType.I32)).toList();
    ScalarCode code = b.build(words(b, inputs));
    long[] arguments =
        List.of(counterAndKey.split(" ", -1)).stream()
            .mapToLong(hex -> Integer.parseUnsignedInt(hex, 16))
            .toArray();
    List<String> actual = new ArrayList<>();
    ScalarEvaluator evaluator = new ScalarEvaluator(code);
    evaluator.apply(arguments);
    for (int i = 0; i < 4; i++) {
      actual.add("%08x".formatted((int) evaluator.result(i)));
    }
    assertThat(String.join(" ", actual)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, 0",
    "000000ff, 0",
    "00000100, 0x1p-24",
    "80000000, 0.5",
    "ffffffff, 0x1.fffffep-1"
  })
  void uniformF32(String word, double expected) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode code = b.build(List.of(Philox.uniformF32(b, b.load(0, DType.I32))));
    long bits = new ScalarEvaluator(code).apply(Integer.parseUnsignedInt(word, 16));
    assertThat(DType.F32.toDouble(bits)).isEqualTo(expected);
  }

  /** Words as high, low. */
  @ParameterizedTest
  @CsvSource({
    "00000000, 00000000, 0",
    "00000000, 000007ff, 0",
    "00000000, 00000800, 0x1p-53",
    "00000001, 00000000, 0x1p-32",
    "80000000, 00000000, 0.5",
    "ffffffff, ffffffff, 0x1.fffffffffffffp-1"
  })
  void uniformF64(String high, String low, double expected) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    Ref value = Philox.uniformF64(b, b.load(0, DType.I32), b.load(1, DType.I32));
    long bits =
        new ScalarEvaluator(b.build(List.of(value)))
            .apply(Integer.parseUnsignedInt(high, 16), Integer.parseUnsignedInt(low, 16));
    assertThat(DType.F64.toDouble(bits)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void normalPairIsBoxMuller(DType dtype) {
    double ulp = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
    for (double u0 : new double[] {0, ulp, 0.1, 0.5, 0.999, 1 - ulp}) {
      for (double u1 : new double[] {0, ulp, 0.125, 0.25, 0.4, 0.5, 0.75, 1 - ulp}) {
        double x = dtype.toDouble(dtype.bits(u0));
        double y = dtype.toDouble(dtype.bits(u1));
        double radius = StrictMath.sqrt(-2 * StrictMath.log1p(-x));
        List<Double> pair = normalPair(dtype, x, y);
        double tolerance = 10 * ulp * (1 + radius);
        double angle = 2 * StrictMath.PI * y;
        assertThat(pair.get(0)).isCloseTo(radius * StrictMath.cos(angle), within(tolerance));
        assertThat(pair.get(1)).isCloseTo(radius * StrictMath.sin(angle), within(tolerance));
      }
    }
  }

  private static List<Double> normalPair(DType dtype, double u0, double u1) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> pair = Philox.normalPair(b, b.load(0, dtype), b.load(1, dtype));
    ScalarEvaluator evaluator = new ScalarEvaluator(b.build(pair));
    evaluator.apply(dtype.bits(u0), dtype.bits(u1));
    return List.of(dtype.toDouble(evaluator.result(0)), dtype.toDouble(evaluator.result(1)));
  }

  /** Mean and variance of a hundred thousand draws, within five standard errors. */
  @Test
  void normalsAreStandard() {
    ScalarCode.Builder b = new ScalarCode.Builder();
    Ref zero = b.integer(DType.I32, 0);
    Ref counter = b.load(0, DType.I32);
    List<Ref> words = words(b, List.of(counter, zero, zero, zero, zero, zero));
    Ref u0 = Philox.uniformF32(b, words.get(0));
    Ref u1 = Philox.uniformF32(b, words.get(1));
    LongBinaryOperator draw =
        GeneratedScalar.compile(b.build(List.of(Philox.normalPair(b, u0, u1).getFirst())));
    int n = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double value = DType.F32.toDouble(draw.applyAsLong(i, 0));
      sum += value;
      squares += value * value;
    }
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
  }
}
