package mind.compiler.kernel.math;

import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.math.Doubles.Pair;

/**
 * log and log1p on F64, and the logarithm to twice the precision that pow needs.
 *
 * <p>x = 2^k m with m in [sqrt(1/2), sqrt 2), f = m - 1, s = f / (2 + f) and log m = 2 atanh s, of
 * which the odd series is a fit in z = s^2. As in fdlibm (Sun, 1993), log m = f - (f^2/2 - s (f^2/2
 * + R)) keeps the leading f exact.
 */
final class Logarithms {
  private static final double LN2 = 0.6931471805599453;
  private static final double LN2_LOW = 2.3190468138462996e-17;

  /** ln 2 to 42 bits, which k multiplies exactly, and the rest. */
  private static final double LN2_SHORT = 0.6931471805598903;

  private static final double LN2_REST = 5.497923018708371e-14;

  private static final double THIRD = 0.3333333333333333;
  private static final double THIRD_LOW = 1.850371707708594e-17;

  /** (log m / s - 2) / z, with which log m has relative error 2^-57. */
  private static final double[] R = {
    0.666666666666667,
    0.39999999999898184,
    0.2857142862651679,
    0.22222211053845708,
    0.1818289459177141,
    0.15331551610216107,
    0.14618430329498044
  };

  /** The same to 2^-43, for pow on F32. */
  private static final double[] WIDE_R = {
    0.6666666666738582,
    0.39999998785135793,
    0.28571756702890466,
    0.22191277905393633,
    0.19364827330308151
  };

  /** (log m / 2s - 1 - z/3) / z^2, with which log m has relative error 2^-70. */
  private static final double[] R3 = {
    0.2,
    0.14285714285714687,
    0.11111111110824966,
    0.09090909168319306,
    0.07692297419252125,
    0.066674055131054,
    0.058530380573199405,
    0.0586238515024498
  };

  /** log m / f in f, to 2^-30; it needs no division. */
  private static final double[] WIDE_LOG = {
    1.000000000631085,
    -0.49999999667127776,
    0.33333301606386984,
    -0.2500002707954291,
    0.20002576152374463,
    -0.1666791403803711,
    0.1421252781766931,
    -0.12401030817201956,
    0.11926117432324128,
    -0.11718521094886448,
    0.06725750239774289
  };

  private static final long ONE = Double.doubleToRawLongBits(1.0);
  private static final long ROOT_HALF = Double.doubleToRawLongBits(Math.sqrt(0.5));

  private final Doubles d;

  Logarithms(ScalarCode.Builder b) {
    d = new Doubles(b);
  }

  /** x = 2^k m; {@code biased} has k + 1023 in its exponent field. */
  private record Split(Ref biased, Ref k, Ref m) {}

  /**
   * Splits a positive normal x, lowering k by {@code shift}; anything else gives some numbers,
   * which a select discards.
   */
  private Split split(Ref x) {
    Ref biased = d.b().add(d.bits(x), d.integer(ONE - ROOT_HALF));
    Ref k = d.integral(d.lshr(biased, 52), 1023);
    Ref m = d.fromBits(d.b().add(d.and(biased, Doubles.MANTISSA), d.integer(ROOT_HALF)));
    return new Split(biased, k, m);
  }

  /** Splits a positive x that may be subnormal. */
  private Split splitAny(Ref x) {
    Ref subnormal = d.less(x, Double.MIN_NORMAL);
    Split split = split(d.b().select(subnormal, d.mul(x, 0x1p54), x));
    return new Split(split.biased(), d.add(split.k(), d.select(subnormal, -54, 0)), split.m());
  }

  /** k ln 2 + log(1 + f + low). */
  private Ref log(Ref k, Ref f, Ref low) {
    Ref s = d.b().div(f, d.add(f, 2));
    Ref z = d.mul(s, s);
    Ref halfSquare = d.mul(d.mul(f, f), 0.5);
    Ref rest = d.fma(s, d.fma(z, d.horner(z, R), halfSquare), d.fma(k, LN2_LOW, low));
    return d.fma(k, LN2, d.sub(f, d.sub(halfSquare, rest)));
  }

  /**
   * {@code value} where 0 < x < infinity, with the limits and NaN elsewhere.
   *
   * @param x the logarithm's argument
   */
  private Ref special(Ref x, Ref value) {
    Ref atZero = d.select(d.b().eq(x, d.real(0)), Double.NEGATIVE_INFINITY, Double.NaN);
    Ref finite = d.b().select(d.greater(x, 0), value, atZero);
    return d.b().select(d.less(x, Double.POSITIVE_INFINITY), finite, x);
  }

  Ref log(Ref x) {
    Split split = splitAny(x);
    return special(x, log(split.k(), d.sub(split.m(), 1), d.real(0)));
  }

  /** log x of a normal positive x. */
  Ref logNormal(Ref x) {
    Split split = split(x);
    return log(split.k(), d.sub(split.m(), 1), d.real(0));
  }

  /** log of 1 + x = u + c, where c is u's rounding error, scaled with u by 2^-k. */
  Ref log1p(Ref x) {
    Pair u = d.sum(d.real(1), x);
    Split split = split(u.high());
    // 2^(1-k), from exponent field 1024 - k: twice the scale, since the field of 2^-1024 would be
    // negative.
    Ref field = d.b().sub(d.integer(0x7ffL << 52), d.and(split.biased(), 0x7ffL << 52));
    Ref c = d.mul(d.mul(u.low(), d.fromBits(field)), 0.5);
    Pair f = d.fastSum(d.sub(split.m(), 1), c);
    Ref value = special(u.high(), log(split.k(), f.high(), f.low()));
    // Tiny arguments, -0 among them, are their own result.
    return d.b().select(d.less(d.b().abs(x), 0x1p-54), x, value);
  }

  /**
   * log x as a pair with relative error about 2^-65, for x > 0; infinity and NaN at themselves,
   * -infinity at 0.
   */
  Pair logPair(Ref x) {
    Split split = splitAny(x);
    Ref f = d.sub(split.m(), 1);
    Pair divisor = d.fastSum(d.real(2), f);
    Ref reciprocal = d.b().div(d.real(1), divisor.high());
    Ref s = d.mul(f, reciprocal);
    Ref negated = d.b().neg(s);
    Ref remainder = d.fma(negated, divisor.low(), d.fma(negated, divisor.high(), f));
    Ref sLow = d.mul(remainder, reciprocal);
    // z = s^2 and p = z/3 + z^2 R3(z), both as pairs.
    Pair z = d.product(s, s);
    Ref twice = d.add(s, s);
    Ref zLow = d.fma(twice, sLow, z.low());
    Pair p = d.product(z.high(), d.real(THIRD));
    Ref fifths = d.mul(d.mul(z.high(), z.high()), d.horner(z.high(), R3));
    Ref pLow = d.add(fifths, d.fma(z.high(), THIRD_LOW, d.fma(zLow, THIRD, p.low())));
    // log m = 2s + 2s p, to which k ln 2 is added.
    Pair q = d.product(twice, p.high());
    Ref qLow = d.fma(twice, pLow, d.fma(d.add(sLow, sLow), d.add(p.high(), 1), q.low()));
    Pair logM = d.fastSum(twice, q.high());
    Pair sum = d.fastSum(d.mul(split.k(), LN2_SHORT), logM.high());
    Ref low = d.add(sum.low(), d.add(logM.low(), d.fma(split.k(), LN2_REST, qLow)));
    Pair value = d.fastSum(sum.high(), low);
    return new Pair(special(x, value.high()), value.low());
  }

  Ref wideLog(Ref x) {
    Split split = split(x);
    return special(x, wideLog(split.k(), d.sub(split.m(), 1)));
  }

  /** {@link #logNormal} for F32. */
  Ref wideLogNormal(Ref x) {
    Split split = split(x);
    return wideLog(split.k(), d.sub(split.m(), 1));
  }

  private Ref wideLog(Ref k, Ref f) {
    return d.fma(k, LN2, d.mul(f, d.horner(f, WIDE_LOG)));
  }

  Ref wideLog1p(Ref x) {
    Ref u = d.add(x, 1);
    Split split = split(u);
    // Where u is its own m, 1 + x may have rounded but m - 1 has to be x.
    Ref f = d.b().select(d.b().eq(split.m(), u), x, d.sub(split.m(), 1));
    Ref value = special(u, wideLog(split.k(), f));
    return d.b().select(d.b().eq(x, d.real(0)), x, value);
  }

  /** log x to 2^-43, for pow on F32. */
  Ref wideLogForPow(Ref x) {
    Split split = split(x);
    Ref f = d.sub(split.m(), 1);
    Ref s = d.b().div(f, d.add(f, 2));
    Ref z = d.mul(s, s);
    Ref series = d.fma(z, d.horner(z, WIDE_R), 2);
    return special(x, d.fma(split.k(), LN2, d.mul(s, series)));
  }
}
