package mind.compiler.kernel.math;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;

/** The elementary functions at finite F64 arguments to some 30 digits more than F64 has. */
final class ExactMath {
  private static final MathContext DIGITS = new MathContext(50);

  /**
   * For steps that lose leading digits: F64 arguments below 2^40 come no nearer than 10^-20 to a
   * multiple of pi / 2.
   */
  private static final MathContext MORE = new MathContext(90);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TINY = new BigDecimal("1e-25");

  private ExactMath() {}

  static BigDecimal of(MathFunction function, double argument) {
    BigDecimal x = new BigDecimal(argument);
    return switch (function) {
      case EXP -> exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> BigDecimalMath.log(x, MORE);
      case LOG1P -> isTiny(x) ? series(x, -2, 3) : BigDecimalMath.log(x.add(ONE), MORE);
      case TANH -> tanh(x);
      case LOGISTIC -> ONE.divide(ONE.add(exp(x.negate())), DIGITS);
      case SIN -> isTiny(x) ? x : BigDecimalMath.sin(x, MORE);
      case COS -> isTiny(x) ? ONE : BigDecimalMath.cos(x, MORE);
      case ATAN -> isTiny(x) ? x : BigDecimalMath.atan(x, DIGITS);
      case ERF -> erf(x);
    };
  }

  /** x^y for x > 0. */
  static BigDecimal pow(double x, double y) {
    return exp(BigDecimalMath.log(new BigDecimal(x), MORE).multiply(new BigDecimal(y), MORE));
  }

  private static boolean isTiny(BigDecimal x) {
    return x.abs().compareTo(TINY) < 0;
  }

  /** x + x^2 / a + x^3 / b: what is left of a series at tiny x. */
  private static BigDecimal series(BigDecimal x, int a, int b) {
    BigDecimal second = x.divide(new BigDecimal(a), DIGITS);
    BigDecimal third = x.multiply(x, DIGITS).divide(new BigDecimal(b), DIGITS);
    return x.multiply(ONE.add(second).add(third), DIGITS);
  }

  private static BigDecimal exp(BigDecimal x) {
    return isTiny(x) ? ONE.add(x) : BigDecimalMath.exp(x.round(MORE), DIGITS);
  }

  private static BigDecimal expm1(BigDecimal x) {
    return isTiny(x) ? series(x, 2, 6) : BigDecimalMath.exp(x, MORE).subtract(ONE);
  }

  private static BigDecimal tanh(BigDecimal x) {
    if (isTiny(x)) {
      return x;
    }
    BigDecimal e = expm1(x.add(x));
    return e.divide(e.add(BigDecimal.TWO), DIGITS);
  }

  /** 2 / sqrt(pi) e^(-x^2) sum of 2^k x^(2k+1) / (2k+1)!!, all terms of one sign. */
  private static BigDecimal erf(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.TEN) > 0) {
      return new BigDecimal(x.signum());
    }
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal term = x;
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 1; sum.add(term, DIGITS).compareTo(sum) != 0; k++) {
      sum = sum.add(term, DIGITS);
      term =
          term.multiply(square, DIGITS)
              .multiply(BigDecimal.TWO)
              .divide(new BigDecimal(2 * k + 1), DIGITS);
    }
    BigDecimal root = BigDecimalMath.sqrt(BigDecimalMath.pi(DIGITS), DIGITS);
    BigDecimal factor = exp(square.negate()).multiply(BigDecimal.TWO).divide(root, DIGITS);
    return sum.multiply(factor, DIGITS);
  }
}
