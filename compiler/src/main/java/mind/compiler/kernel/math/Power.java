package mind.compiler.kernel.math;

import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.kernel.math.Doubles.Pair;

/**
 * pow(x, y) as e^(y log |x|) with the sign of an odd power. Most of C99's special cases follow from
 * log 0 = -infinity and log infinity = infinity; the rest is selected.
 */
final class Power {
  private final Doubles d;
  private final Exponentials exponentials;
  private final Logarithms logarithms;

  Power(ScalarCode.Builder b) {
    d = new Doubles(b);
    exponentials = new Exponentials(b);
    logarithms = new Logarithms(b);
  }

  /** For a full F64 result the logarithm, and its product with y, are pairs. */
  Ref pow(Ref x, Ref y) {
    Ref magnitude = d.b().abs(x);
    Pair log = logarithms.logPair(magnitude);
    Pair product = d.product(y, log.high());
    Ref low = d.fma(y, log.low(), product.low());
    return signed(x, y, magnitude, exponentials.exp(product.high(), low));
  }

  Ref widePow(Ref x, Ref y) {
    Ref magnitude = d.b().abs(x);
    Ref power = exponentials.wideExp(d.mul(y, logarithms.wideLogForPow(magnitude)));
    return signed(x, y, magnitude, power);
  }

  /** pow(x, y), given a value of pow(|x|, y) that may be wrong where |x| = 1 or y = 0. */
  private Ref signed(Ref x, Ref y, Ref magnitude, Ref power) {
    ScalarCode.Builder b = d.b();
    Ref one = d.real(1);
    Ref zero = d.real(0);
    // |x| = 1 matters with an infinite or NaN y.
    Ref value = b.select(b.eq(magnitude, one), one, power);
    Ref floor = b.apply(ScalarOp.FLOOR, y);
    Ref fractional = b.apply(ScalarOp.NE, floor, y); // or a NaN
    Ref half = d.mul(y, 0.5);
    Ref notEven = b.apply(ScalarOp.NE, b.apply(ScalarOp.FLOOR, half), half);
    Ref odd = b.apply(ScalarOp.AND, notEven, b.eq(floor, y));
    Ref sign = d.and(d.bits(x), Doubles.SIGN);
    Ref oddSign = b.select(odd, sign, d.integer(0));
    Ref signedValue = d.fromBits(d.xor(d.bits(value), oddSign));
    // A negative base, but not -0 or -infinity, needs an integer exponent.
    Ref finiteNegative =
        b.apply(ScalarOp.AND, b.lt(x, zero), d.greater(x, Double.NEGATIVE_INFINITY));
    Ref undefined = b.apply(ScalarOp.AND, finiteNegative, fractional);
    Ref defined = d.select(undefined, Double.NaN, signedValue);
    Ref neutral = b.apply(ScalarOp.OR, b.eq(y, zero), b.eq(x, one));
    return b.select(neutral, one, defined);
  }
}
