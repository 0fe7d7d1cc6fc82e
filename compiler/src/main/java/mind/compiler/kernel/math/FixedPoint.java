package mind.compiler.kernel.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Constants to a few hundred bits, as integers scaled by 2^BITS; tables are rounded from them. */
final class FixedPoint {
  static final int BITS = 384;
  static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

  static final BigInteger PI =
      new BigInteger(
          "3243f6a8885a308d313198a2e03707344a4093822299f31d"
              + "0082efa98ec4e6c89452821e638d01377be5466cf34e90c6c",
          16);

  private FixedPoint() {}

  static BigInteger quotient(BigInteger x, BigInteger y) {
    return x.shiftLeft(BITS).divide(y);
  }

  static BigInteger product(BigInteger x, BigInteger y) {
    return x.multiply(y).shiftRight(BITS);
  }

  static BigInteger root(BigInteger x) {
    return x.shiftLeft(BITS).sqrt();
  }

  /** The nearest F64. */
  static double round(BigInteger x) {
    BigDecimal exact =
        new BigDecimal(x).divide(new BigDecimal(ONE), new MathContext(60, RoundingMode.HALF_EVEN));
    return exact.doubleValue();
  }

  /** e^-(i / n) for small integers. */
  static BigInteger expOfMinus(int i, int n) {
    BigInteger sum = BigInteger.ZERO;
    BigInteger term = ONE;
    for (int k = 1; term.signum() != 0; k++) {
      sum = sum.add(term);
      term = term.multiply(BigInteger.valueOf(-i)).divide(BigInteger.valueOf((long) n * k));
    }
    return sum;
  }
}
