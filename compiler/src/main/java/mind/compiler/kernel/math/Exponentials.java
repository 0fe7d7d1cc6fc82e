package mind.compiler.kernel.math;

import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.math.Doubles.Pair;

/**
 * exp, expm1, tanh and logistic on F64.
 *
 * <p>All start from x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite 1980) and e^r = 1 + r + r^2
 * q(r). The first step of the reduction is exact: a fma loses nothing of x - n fl(ln 2), a multiple
 * of 2^-54 below one half. What the rounded r misses goes into a tail where the result needs it.
 * The methods named {@code wide} serve F32: they take widened arguments and give results good to
 * about 2^-32, to be rounded once.
 */
final class Exponentials {
  private static final double LN2 = 0.6931471805599453;
  private static final double LN2_LOW = 2.3190468138462996e-17;
  private static final double INVERSE_LN2 = 1.4426950408889634;

  /** q on |r| <= ln 2 / 2; e^r has relative error 2^-62. Remez fit, as all polynomials here. */
  private static final double[] Q = {
    0.5,
    0.1666666666666667,
    0.04166666666666649,
    0.008333333333326351,
    0.001388888888900403,
    0.00019841269874172938,
    2.4801587044307275e-05,
    2.7557256119736512e-06,
    2.755754182941319e-07,
    2.5104950616273005e-08,
    2.082522687357383e-09
  };

  /** q with which e^r has relative error 2^-32. */
  private static final double[] WIDE_Q = {
    0.5000000012755208,
    0.16666666090901006,
    0.04166646966049577,
    0.00833350905266245,
    0.0013933255947291801,
    0.00019758581651101411
  };

  /** Exponent field bias, for scales made by shifting n + BIAS into place. */
  private static final int BIAS = 1023;

  /** Beyond these F64 arguments exp gives 0 and infinity. */
  private static final double LOWEST = -746;

  private static final double HIGHEST = 710;

  private final Doubles d;

  Exponentials(ScalarCode.Builder b) {
    d = new Doubles(b);
  }

  /** The low bits of {@code shifted} are n + offset; {@code high} is x - n fl(ln 2). */
  private record Reduction(Ref shifted, Ref n, Ref high) {}

  /** Reduces |x| < 2^10. */
  private Reduction reduce(Ref x, int offset) {
    double rounder = Doubles.ROUNDER + offset;
    Ref sum = d.fma(x, INVERSE_LN2, rounder);
    Ref n = d.sub(sum, rounder);
    return new Reduction(d.bits(sum), n, d.fma(n, -LN2, x));
  }

  /**
   * 2^n in two factors, each representable, so that a product with both rounds once, at its end.
   */
  record Scale(Ref first, Ref second) {}

  /** The scale of a reduction made with offset 2 * BIAS. */
  private Scale scale(Ref shifted) {
    Ref half = d.lshr(shifted, 1);
    Ref rest = d.b().sub(shifted, half);
    return new Scale(d.fromBits(d.shl(half, 52)), d.fromBits(d.shl(rest, 52)));
  }

  private Ref scaled(Ref x, Scale scale) {
    return d.mul(d.mul(x, scale.first()), scale.second());
  }

  Ref exp(Ref x) {
    Reduction reduction = reduce(d.atLeast(d.atMost(x, HIGHEST), LOWEST), 2 * BIAS);
    Ref r = d.fma(reduction.n(), -LN2_LOW, reduction.high());
    Ref power = d.add(d.fma(d.mul(r, r), d.horner(r, Q), r), 1);
    return scaled(power, scale(reduction.shifted()));
  }

  /**
   * e^(x.high + x.low), for clamped arguments, as a scaled sum, 1 + r and the rest, with some 2^-60
   * relative error.
   */
  private record Power(Pair mantissa, Scale scale) {}

  private Power power(Pair x) {
    Reduction reduction = reduce(x.high(), 2 * BIAS);
    Ref low = d.fma(reduction.n(), -LN2_LOW, x.low());
    Pair r = new Pair(d.add(reduction.high(), low), low);
    Ref tail = d.sub(low, d.sub(r.high(), reduction.high()));
    Pair one = d.fastSum(d.real(1), r.high());
    Ref square = d.mul(r.high(), r.high());
    Ref rest = d.fma(square, d.horner(r.high(), Q), tail);
    return new Power(new Pair(one.high(), d.add(one.low(), rest)), scale(reduction.shifted()));
  }

  /**
   * e^(high + low), for the power function; |low| is at most about an ulp of high, and {@code high}
   * is anything.
   */
  Ref exp(Ref high, Ref low) {
    Ref small = d.less(d.b().abs(high), 800);
    Ref clamped = d.atLeast(d.atMost(high, 800), -800);
    Power power = power(new Pair(clamped, d.select(small, low, 0)));
    Pair mantissa = power.mantissa();
    return scaled(d.add(mantissa.high(), mantissa.low()), power.scale());
  }

  /**
   * (e^x - 1) / 2 as a sum whose second term is the smaller, for x in [-60, 710]. It is s - 1/2 + s
   * (e^r - 1) with s = 2^(n-1); halving keeps s finite up to the overflow of expm1.
   */
  private Pair halfExpm1(Ref x) {
    Reduction reduction = reduce(x, BIAS - 1);
    Ref r = d.fma(reduction.n(), -LN2_LOW, reduction.high());
    Ref tail = d.fma(reduction.n(), -LN2_LOW, d.sub(reduction.high(), r));
    Ref rest = d.fma(d.mul(r, r), d.horner(r, Q), tail);
    Ref s = d.fromBits(d.shl(reduction.shifted(), 52));
    Pair sum = d.fastSum(d.sub(s, 0.5), d.mul(s, r));
    return new Pair(sum.high(), d.fma(s, rest, sum.low()));
  }

  private Pair normalised(Pair sum) {
    return d.fastSum(sum.high(), sum.low());
  }

  Ref expm1(Ref x) {
    Pair half = halfExpm1(d.atLeast(d.atMost(x, HIGHEST), -60));
    Ref value = d.mul(d.add(half.high(), half.low()), 2);
    // Tiny arguments, -0 among them, are their own result; the halving above would round
    // subnormals.
    return d.b().select(d.less(d.b().abs(x), 0x1p-54), x, value);
  }

  /** E / (E + 2) with E = e^(2|x|) - 1. */
  Ref tanh(Ref x) {
    Ref magnitude = d.atMost(d.b().abs(x), 22);
    Pair half = normalised(halfExpm1(d.add(magnitude, magnitude)));
    Pair sum = d.sum(half.high(), d.real(1));
    Pair divisor = new Pair(sum.high(), d.add(sum.low(), half.low()));
    return d.withSignOf(x, d.divide(half, divisor));
  }

  /**
   * With e = e^-|x|, 1 / (1 + e) or e / (1 + e), whose numerator is scaled last so that it
   * underflows gradually.
   */
  Ref logistic(Ref x) {
    Ref argument = d.atLeast(d.b().neg(d.b().abs(x)), LOWEST);
    Power power = power(new Pair(argument, d.real(0)));
    Scale scale = power.scale();
    Pair mantissa = normalised(power.mantissa());
    Ref s = d.mul(scale.first(), scale.second());
    Pair sum = d.fastSum(d.real(1), d.mul(mantissa.high(), s));
    Pair divisor = new Pair(sum.high(), d.fma(mantissa.low(), s, sum.low()));
    Ref negative = d.less(x, 0);
    Pair numerator =
        new Pair(d.select(negative, mantissa.high(), 1), d.select(negative, mantissa.low(), 0));
    Ref quotient = d.divide(numerator, divisor);
    return d.b().select(negative, scaled(quotient, scale), quotient);
  }

  /** e^x for F32 results, which it lets overflow and underflow: x is clamped to [-104, 104]. */
  Ref wideExp(Ref x) {
    Reduction reduction = reduce(d.atLeast(d.atMost(x, 104), -104), BIAS);
    Ref r = reduction.high();
    Ref power = d.fma(d.fma(d.horner(r, WIDE_Q), r, 1), r, 1);
    return d.mul(power, d.fromBits(d.shl(reduction.shifted(), 52)));
  }

  Ref wideExpm1(Ref x) {
    Reduction reduction = reduce(d.atLeast(d.atMost(x, 104), -60), BIAS);
    Ref r = reduction.high();
    Ref s = d.fromBits(d.shl(reduction.shifted(), 52));
    Ref value = d.fma(d.mul(s, r), d.fma(d.horner(r, WIDE_Q), r, 1), d.sub(s, 1));
    return d.b().select(d.b().eq(x, d.real(0)), x, value);
  }

  Ref wideTanh(Ref x) {
    Ref magnitude = d.atMost(d.b().abs(x), 10);
    Ref e = wideExpm1(d.add(magnitude, magnitude));
    return d.withSignOf(x, d.b().div(e, d.add(e, 2)));
  }

  Ref wideLogistic(Ref x) {
    return d.b().div(d.real(1), d.add(wideExp(d.b().neg(x)), 1));
  }
}
