package mind.compiler.kernel.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * erf on F64 by its Taylor series at the nearest multiple c of 1/128: with S = 2 / sqrt(pi)
 * e^(-c^2) and h = |x| - c,
 *
 * <pre>erf(c + h) = erf(c) + S h (1 - c h + (2c^2 - 1)/3 h^2 + (c/2 - c^3/3) h^3 + ...)</pre>
 *
 * where erf(c) and S come from tables. The idea is that of Arm's optimized-routines (AdvSIMD erf);
 * the series goes further here, so that arguments nearest to 1/128 can use c = 0 too and keep full
 * relative accuracy.
 */
final class ErrorFunction {
  /** From here erf is 1 in F64. */
  private static final double SATURATED = 6;

  private static final int STEPS = 128;

  /**
   * erf(x) / x on |x| <= 4 as a polynomial in x^2 / 8 - 1, to 2^-29; erf is 1 in F32 before its
   * end.
   */
  private static final double[] WIDE_ERF = {
    0.3535309961888338,
    -0.17657623115247628,
    0.13167502497169511,
    -0.10771052979032876,
    0.09021152328048651,
    -0.07472699884397815,
    0.059860327083570225,
    -0.04576719421494925,
    0.03319936242883233,
    -0.0224834393444219,
    0.013946930502057584,
    -0.008538473834596442,
    0.005530317249114573,
    -0.0027387324248682892,
    0.000646226528173086,
    -0.0004256338516562639,
    0.0005888722936651673,
    -0.0002223513203723478
  };

  private final Doubles d;

  ErrorFunction(ScalarCode.Builder b) {
    d = new Doubles(b);
  }

  Ref erf(Ref x) {
    ScalarCode.Builder b = d.b();
    Ref size = b.abs(x);
    // A NaN ends up at SATURATED too, so that the index is within the table.
    Ref magnitude = d.select(d.less(size, SATURATED), size, SATURATED);
    Ref sum = d.fma(magnitude, STEPS, Doubles.ROUNDER);
    Ref index = d.and(d.bits(sum), 0x3ff);
    Ref steps = d.sub(sum, Doubles.ROUNDER);
    Ref c = d.select(d.less(steps, 1.5), 0, d.mul(steps, 1.0 / STEPS));
    Ref h = d.sub(magnitude, c);
    Ref z = d.mul(c, c);
    Ref third = d.fma(z, 2.0 / 3, -1.0 / 3);
    Ref fourth = d.mul(c, d.fma(z, -1.0 / 3, 0.5));
    Ref fifth = d.horner(z, 1.0 / 10, -2.0 / 5, 2.0 / 15);
    Ref sixth = d.mul(c, d.horner(z, -1.0 / 6, 2.0 / 9, -2.0 / 45));
    Ref series = d.fma(h, -1.0 / 42, sixth);
    for (Ref coefficient : List.of(fifth, fourth, third, b.neg(c))) {
      series = d.fma(h, series, coefficient);
    }
    Ref slope = d.mul(b.lookup(DType.F64, Tables.SLOPE, index), h);
    Ref increment = d.fma(d.mul(slope, h), series, slope);
    Ref value = d.add(b.lookup(DType.F64, Tables.ERF, index), increment);
    return b.select(b.isNan(x), x, d.withSignOf(x, value));
  }

  Ref wideErf(Ref x) {
    Ref clamped = d.atLeast(d.atMost(x, 4), -4);
    Ref w = d.fma(d.mul(clamped, clamped), 0.125, -1);
    return d.mul(clamped, d.horner(w, WIDE_ERF));
  }

  /** erf and its slope at i / 128, i up to 768; those at 1 are those at 0. */
  private static final class Tables {
    static final List<Long> ERF = new ArrayList<>();
    static final List<Long> SLOPE = new ArrayList<>();

    static {
      BigInteger factor =
          FixedPoint.quotient(FixedPoint.ONE.shiftLeft(1), FixedPoint.root(FixedPoint.PI));
      // e^(-i^2 / n) from its predecessor by e^(-(2i - 1) / n), which falls by e^(-2 / n) a step.
      int n = STEPS * STEPS;
      BigInteger ratio = FixedPoint.expOfMinus(1, n);
      BigInteger fall = FixedPoint.expOfMinus(2, n);
      BigInteger gauss = FixedPoint.ONE;
      for (int i = 0; i <= (int) (SATURATED * STEPS); i++) {
        if (i > 0) {
          gauss = FixedPoint.product(gauss, ratio);
          ratio = FixedPoint.product(ratio, fall);
        }
        boolean atZero = i < 2;
        BigInteger erf = atZero ? BigInteger.ZERO : FixedPoint.product(factor, series(i));
        BigInteger slope = atZero ? factor : FixedPoint.product(factor, gauss);
        ERF.add(Double.doubleToRawLongBits(FixedPoint.round(erf)));
        SLOPE.add(Double.doubleToRawLongBits(FixedPoint.round(slope)));
      }
    }

    /** x - x^3 / 3 + x^5 / (2! 5) - x^7 / (3! 7) + ... at i / 128. */
    private static BigInteger series(int i) {
      BigInteger square = BigInteger.valueOf((long) i * i);
      BigInteger term = FixedPoint.ONE.multiply(BigInteger.valueOf(i)).shiftRight(7);
      BigInteger sum = BigInteger.ZERO;
      for (int k = 1; term.signum() != 0; k++) {
        sum = sum.add(term.divide(BigInteger.valueOf(2L * k - 1)));
        term = term.multiply(square).shiftRight(14).divide(BigInteger.valueOf(-k));
      }
      return sum;
    }
  }
}
