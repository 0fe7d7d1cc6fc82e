package mind.compiler.kernel.math;

import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * atan on F64: atan |x| is atan t, pi/4 + atan t with t = (|x| - 1) / (|x| + 1), or pi/2 + atan t
 * with t = -1 / |x|, for |x| up to 1/2, up to 2, and beyond; then |t| <= 1/2, and |x| - 1 is exact
 * where it is used.
 */
final class Arctangent {
  private static final double PI_4 = 0.7853981633974483;
  private static final double PI_4_LOW = 3.061616997868383e-17;

  /** (atan t / t - 1) / t^2 in t^2; atan t has relative error 2^-60. */
  private static final double[] ATAN = {
    -0.3333333333333333,
    0.1999999999999953,
    -0.14285714285607143,
    0.11111111101509331,
    -0.09090908643089093,
    0.07692295229293541,
    -0.06666443114402795,
    0.05879648902986832,
    -0.05240545061803693,
    0.046298857293892486,
    -0.03811582984915503,
    0.025081522829388095,
    -0.009265748198953783
  };

  /** The same to 2^-34. */
  private static final double[] WIDE_ATAN = {
    -0.33333333314013636,
    0.1999999219614774,
    -0.14285198608921085,
    0.11098247245032647,
    -0.08935897601410096,
    0.06703496501869839,
    -0.03290264130663654
  };

  private final Doubles d;

  Arctangent(ScalarCode.Builder b) {
    d = new Doubles(b);
  }

  Ref atan(Ref x) {
    return atan(x, ATAN);
  }

  Ref wideAtan(Ref x) {
    return atan(x, WIDE_ATAN);
  }

  private Ref atan(Ref x, double[] coefficients) {
    ScalarCode.Builder b = d.b();
    Ref magnitude = b.abs(x);
    Ref middle = d.greater(magnitude, 0.5);
    Ref large = d.greater(magnitude, 2);
    Ref above = b.select(middle, d.sub(magnitude, 1), magnitude);
    Ref below = d.select(middle, d.add(magnitude, 1), 1);
    Ref t = b.div(d.select(large, -1, above), b.select(large, magnitude, below));
    Ref base = d.select(large, 2 * PI_4, d.select(middle, PI_4, 0));
    Ref baseLow = d.select(large, 2 * PI_4_LOW, d.select(middle, PI_4_LOW, 0));
    Doubles.Pair sum = d.fastSum(base, t);
    Ref z = d.mul(t, t);
    Ref rest = d.fma(d.mul(z, t), d.horner(z, coefficients), d.add(sum.low(), baseLow));
    return d.withSignOf(x, d.add(sum.high(), rest));
  }
}
