package mind.compiler.kernel.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C99 annex F, in both dtypes and to the bit. */
class SpecialCasesTest {
  private static final double NAN = Double.NaN;
  private static final List<DType> FLOATS = List.of(DType.F32, DType.F64);

  private static ScalarEvaluator evaluator(MathFunction function, DType dtype) {
    return new ScalarEvaluator(function.code(dtype));
  }

  private static void assertValue(
      ScalarEvaluator code, DType dtype, double x, double y, double expected) {
    long actual = code.apply(dtype.bits(x), dtype.bits(y));
    assertThat(dtype.canonical(actual))
        .as("%s of %s, %s: %s", dtype, x, y, dtype.toDouble(actual))
        .isEqualTo(dtype.canonical(dtype.bits(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "EXP, -Infinity, 0",
    "EXP, Infinity, Infinity",
    "EXP, 0, 1",
    "EXP, -0.0, 1",
    "EXP, -1e30, 0",
    "EXP, 1e30, Infinity",
    "EXPM1, -Infinity, -1",
    "EXPM1, Infinity, Infinity",
    "EXPM1, -1e30, -1",
    "EXPM1, 1e30, Infinity",
    "LOG, Infinity, Infinity",
    "LOG, 0, -Infinity",
    "LOG, -0.0, -Infinity",
    "LOG, 1, 0",
    "LOG, -1, NaN",
    "LOG, -1e-40, NaN",
    "LOG, -Infinity, NaN",
    "LOG1P, Infinity, Infinity",
    "LOG1P, -1, -Infinity",
    "LOG1P, -1.5, NaN",
    "LOG1P, -1e30, NaN",
    "LOG1P, -Infinity, NaN",
    "TANH, Infinity, 1",
    "TANH, -Infinity, -1",
    "TANH, 1e30, 1",
    "LOGISTIC, Infinity, 1",
    "LOGISTIC, -Infinity, 0",
    "LOGISTIC, 0, 0.5",
    "LOGISTIC, -0.0, 0.5",
    "LOGISTIC, -1e30, 0",
    "SIN, Infinity, NaN",
    "SIN, -Infinity, NaN",
    "COS, 0, 1",
    "COS, -0.0, 1",
    "COS, Infinity, NaN",
    "COS, -Infinity, NaN",
    "ATAN, Infinity, 1.5707963267948966",
    "ATAN, -Infinity, -1.5707963267948966",
    "ATAN, 1, 0.7853981633974483",
    "ERF, Infinity, 1",
    "ERF, -Infinity, -1",
    "ERF, 1e30, 1",
  })
  void functionAt(MathFunction function, double x, double expected) {
    for (DType dtype : FLOATS) {
      assertValue(evaluator(function, dtype), dtype, x, 0, expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nanGivesNan(MathFunction function) {
    for (DType dtype : FLOATS) {
      assertValue(evaluator(function, dtype), dtype, NAN, 0, NAN);
    }
  }

  /** Zeros keep their sign, and the smallest numbers are their own results. */
  @ParameterizedTest
  @EnumSource(names = {"EXPM1", "LOG1P", "TANH", "SIN", "ATAN"})
  void identityAroundZero(MathFunction function) {
    for (DType dtype : FLOATS) {
      ScalarEvaluator code = evaluator(function, dtype);
      double least = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
      for (double x : new double[] {0, -0.0, least, -least, 3 * least, 1e-30, -1e-30}) {
        assertValue(code, dtype, x, 0, x);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0})
  void erfKeepsZeros(double zero) {
    for (DType dtype : FLOATS) {
      assertValue(evaluator(MathFunction.ERF, dtype), dtype, zero, 0, zero);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p40, 0x1p52, 1e17, 1e100, Double.MAX_VALUE, -Double.MAX_VALUE})
  void hugeF64AnglesCountAsZero(double x) {
    assertValue(evaluator(MathFunction.SIN, DType.F64), DType.F64, x, 0, 0);
    assertValue(evaluator(MathFunction.COS, DType.F64), DType.F64, x, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({
    // x^0 and 1^y
    "0, 0, 1",
    "-0.0, -0.0, 1",
    "Infinity, 0, 1",
    "-Infinity, 0, 1",
    "NaN, 0, 1",
    "NaN, -0.0, 1",
    "1, NaN, 1",
    "1, Infinity, 1",
    "1, -Infinity, 1",
    // other NaNs
    "NaN, 1, NaN",
    "2, NaN, NaN",
    "0, NaN, NaN",
    "-1, NaN, NaN",
    "Infinity, NaN, NaN",
    "NaN, Infinity, NaN",
    "NaN, NaN, NaN",
    // infinite y
    "-1, Infinity, 1",
    "-1, -Infinity, 1",
    "0.5, Infinity, 0",
    "-0.5, Infinity, 0",
    "0.5, -Infinity, Infinity",
    "-0.5, -Infinity, Infinity",
    "2, Infinity, Infinity",
    "-2, Infinity, Infinity",
    "2, -Infinity, 0",
    "-2, -Infinity, 0",
    "0, Infinity, 0",
    "-0.0, Infinity, 0",
    "0, -Infinity, Infinity",
    "-0.0, -Infinity, Infinity",
    "Infinity, Infinity, Infinity",
    "Infinity, -Infinity, 0",
    "-Infinity, Infinity, Infinity",
    "-Infinity, -Infinity, 0",
    // zero x
    "0, 3, 0",
    "-0.0, 3, -0.0",
    "-0.0, 2, 0",
    "-0.0, 2.5, 0",
    "0, 0.5, 0",
    "0, -3, Infinity",
    "-0.0, -3, -Infinity",
    "-0.0, -2, Infinity",
    "-0.0, -2.5, Infinity",
    // infinite x
    "Infinity, 2, Infinity",
    "Infinity, -2, 0",
    "-Infinity, 3, -Infinity",
    "-Infinity, 2, Infinity",
    "-Infinity, 2.5, Infinity",
    "-Infinity, -3, -0.0",
    "-Infinity, -2, 0",
    "-Infinity, -2.5, 0",
    // negative x
    "-2, 3, -8",
    "-2, 4, 16",
    "-2, -1, -0.5",
    "-1, 3, -1",
    "-1, 1e30, 1",
    "-2, 0.5, NaN",
    "-1, 0.5, NaN",
    "-8, 0.3333, NaN",
    // exact, overflowing and underflowing powers
    "3, 4, 81",
    "4, 0.5, 2",
    "10, 400, Infinity",
    "-10, 401, -Infinity",
    "10, -400, 0",
    "-10, -401, -0.0",
    "2, 1e30, Infinity",
    "0.5, 1e30, 0",
  })
  void powAt(double x, double y, double expected) {
    for (DType dtype : FLOATS) {
      assertValue(new ScalarEvaluator(MathFunction.pow(dtype)), dtype, x, y, expected);
    }
  }

  /** Half of the least number is an even zero, but the number itself is no odd integer. */
  @Test
  void leastExponentIsFractional() {
    ScalarEvaluator pow = new ScalarEvaluator(MathFunction.pow(DType.F64));
    assertValue(pow, DType.F64, -0.0, Double.MIN_VALUE, 0);
    assertValue(pow, DType.F64, -1, Double.MIN_VALUE, Double.NaN);
  }

  @ParameterizedTest
  @CsvSource({"EXP, -745, 4.9e-324", "LOGISTIC, -745, 4.9e-324", "LOGISTIC, -740, 4.2E-322"})
  void f64UnderflowIsGradual(MathFunction function, double x, double expected) {
    assertValue(evaluator(function, DType.F64), DType.F64, x, 0, expected);
  }

  @ParameterizedTest
  @CsvSource({"EXP, -103.5", "LOGISTIC, -103.5"})
  void f32UnderflowIsGradual(MathFunction function, double x) {
    assertValue(evaluator(function, DType.F32), DType.F32, x, 0, Float.MIN_VALUE);
  }
}
