package mind.compiler.kernel.math;

import java.math.BigDecimal;
import java.math.MathContext;

/** Errors in units of the last place of the exact result's binade, subnormals included. */
final class Ulps {
  private Ulps() {}

  /**
   * Error of an F32 against a value good to far less than its ulp; infinity where only one is a NaN
   * or a zero's sign differs.
   */
  static double f32(float actual, double exact) {
    if (Double.isNaN(exact) || Float.isNaN(actual)) {
      return Double.isNaN(exact) && Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (actual == exact) {
      boolean sameSign = exact != 0 || 1 / exact == 1 / actual;
      return sameSign ? 0 : Double.POSITIVE_INFINITY;
    }
    int exponent = Math.clamp(Math.getExponent(exact), -126, 127);
    return Math.abs(bounded(actual) - bounded(exact)) / Math.scalb(1.0, exponent - 23);
  }

  /** Infinity, and what rounds to it, counts as the power of two after the largest number. */
  private static double bounded(double x) {
    return Math.clamp(x, -0x1p128, 0x1p128);
  }

  /** Error of an F64 against a finite exact value. */
  static double f64(double actual, BigDecimal exact) {
    if (Double.isNaN(actual)) {
      return Double.POSITIVE_INFINITY;
    }
    double nearest = exact.doubleValue();
    if (Double.isInfinite(actual)) {
      return actual == nearest ? 0 : Double.POSITIVE_INFINITY;
    }
    double ulp = Double.isInfinite(nearest) ? 0x1p971 : Math.ulp(nearest);
    // The nearest double may be a power of two above the exact value, where the ulp is half as
    // large.
    boolean above =
        new BigDecimal(nearest == 0 || Double.isInfinite(nearest) ? 0 : nearest)
                .abs()
                .compareTo(exact.abs())
            > 0;
    if (above && Math.getExponent(nearest) > Double.MIN_EXPONENT && isPowerOfTwo(nearest)) {
      ulp /= 2;
    }
    BigDecimal error = new BigDecimal(actual).subtract(exact).abs();
    return error.divide(new BigDecimal(ulp), MathContext.DECIMAL32).doubleValue();
  }

  private static boolean isPowerOfTwo(double x) {
    return (Double.doubleToRawLongBits(x) & ((1L << 52) - 1)) == 0;
  }
}
