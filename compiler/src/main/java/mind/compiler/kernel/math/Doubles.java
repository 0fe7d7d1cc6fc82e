package mind.compiler.kernel.math;

import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;

/** F64 expressions under construction: the steps that the function families share. */
record Doubles(ScalarCode.Builder b) {
  /**
   * Added to |v| < 2^51 it rounds v to an integer, whose two's complement fills the sum's low 51
   * bits.
   */
  static final double ROUNDER = 0x1.8p52;

  static final long SIGN = Long.MIN_VALUE;
  static final long MANTISSA = (1L << 52) - 1;

  /**
   * An unevaluated sum; unless said otherwise {@code low} is at most about an ulp of {@code high}.
   */
  record Pair(Ref high, Ref low) {}

  Ref real(double value) {
    return b.real(DType.F64, value);
  }

  Ref integer(long value) {
    return b.integer(DType.I64, value);
  }

  Ref add(Ref x, Ref y) {
    return b.add(x, y);
  }

  Ref add(Ref x, double y) {
    return b.add(x, real(y));
  }

  Ref sub(Ref x, Ref y) {
    return b.sub(x, y);
  }

  Ref sub(Ref x, double y) {
    return b.sub(x, real(y));
  }

  Ref mul(Ref x, Ref y) {
    return b.mul(x, y);
  }

  Ref mul(Ref x, double y) {
    return b.mul(x, real(y));
  }

  Ref fma(Ref x, Ref y, Ref z) {
    return b.fma(x, y, z);
  }

  Ref fma(Ref x, double y, Ref z) {
    return b.fma(x, real(y), z);
  }

  Ref fma(Ref x, Ref y, double z) {
    return b.fma(x, y, real(z));
  }

  Ref fma(Ref x, double y, double z) {
    return b.fma(x, real(y), real(z));
  }

  Ref less(Ref x, double y) {
    return b.lt(x, real(y));
  }

  Ref greater(Ref x, double y) {
    return b.lt(real(y), x);
  }

  Ref select(Ref condition, Ref then, double otherwise) {
    return b.select(condition, then, real(otherwise));
  }

  Ref select(Ref condition, double then, Ref otherwise) {
    return b.select(condition, real(then), otherwise);
  }

  Ref select(Ref condition, double then, double otherwise) {
    return b.select(condition, real(then), real(otherwise));
  }

  Ref bits(Ref x) {
    return b.bitcast(x);
  }

  Ref fromBits(Ref bits) {
    return b.bitcast(bits);
  }

  Ref and(Ref bits, long mask) {
    return b.apply(ScalarOp.AND, bits, integer(mask));
  }

  Ref or(Ref x, Ref y) {
    return b.apply(ScalarOp.OR, x, y);
  }

  Ref xor(Ref x, Ref y) {
    return b.apply(ScalarOp.XOR, x, y);
  }

  Ref shl(Ref bits, int by) {
    return b.apply(ScalarOp.SHL, bits, integer(by));
  }

  Ref lshr(Ref bits, int by) {
    return b.apply(ScalarOp.LSHR, bits, integer(by));
  }

  /** min(x, bound), or NaN; unlike {@link ScalarOp#MIN} one AVX instruction. */
  Ref atMost(Ref x, double bound) {
    return b.select(greater(x, bound), real(bound), x);
  }

  /** max(x, bound), or NaN. */
  Ref atLeast(Ref x, double bound) {
    return b.select(less(x, bound), real(bound), x);
  }

  /** {@code magnitude}, which has no sign, with the sign of {@code x}. */
  Ref withSignOf(Ref x, Ref magnitude) {
    return fromBits(or(bits(magnitude), and(bits(x), SIGN)));
  }

  /** The F64 value of the integer {@code bits} in [0, 2^52), less {@code offset}; exact. */
  Ref integral(Ref bits, long offset) {
    return sub(fromBits(or(bits, integer(Double.doubleToRawLongBits(0x1p52)))), 0x1p52 + offset);
  }

  /**
   * coefficients[0] + x (coefficients[1] + x (...)), innermost first, each step one fma. A Horner
   * chain takes the fewest instructions; the loop around it keeps several points in flight, so its
   * latency matters little.
   */
  Ref horner(Ref x, double... coefficients) {
    Ref sum = real(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = fma(sum, x, coefficients[i]);
    }
    return sum;
  }

  /** x + y exactly, for |x| >= |y| or x = 0 (Dekker's fast two-sum). */
  Pair fastSum(Ref x, Ref y) {
    Ref high = add(x, y);
    return new Pair(high, sub(y, sub(high, x)));
  }

  /** x + y exactly (Knuth's two-sum). */
  Pair sum(Ref x, Ref y) {
    Ref high = add(x, y);
    Ref part = sub(high, x);
    return new Pair(high, add(sub(x, sub(high, part)), sub(y, part)));
  }

  /** x * y exactly, short of underflow. */
  Pair product(Ref x, Ref y) {
    Ref high = mul(x, y);
    return new Pair(high, b.fma(x, y, b.neg(high)));
  }

  /** x / y rounded almost correctly: a quotient corrected once by its exact remainder. */
  Ref divide(Pair x, Pair y) {
    Ref reciprocal = b.div(real(1), y.high());
    Ref quotient = mul(x.high(), reciprocal);
    Ref negated = b.neg(quotient);
    Ref remainder = add(fma(negated, y.high(), x.high()), fma(negated, y.low(), x.low()));
    return fma(remainder, reciprocal, quotient);
  }
}
