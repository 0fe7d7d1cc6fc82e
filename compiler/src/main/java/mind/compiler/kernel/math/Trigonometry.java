package mind.compiler.kernel.math;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.kernel.math.Doubles.Pair;

/**
 * sin and cos.
 *
 * <p>Both reduce x to r in about [-pi/4, pi/4] and a count n of quarter turns, evaluate the sine
 * and the cosine of r, and choose by n. F64 reduces after Cody and Waite (1980) with pi/2 in three
 * parts. F32 reduces after Payne and Hanek (1983): of 2/pi only the bits that matter modulo 4
 * quarter turns are multiplied, and a table has them by exponent.
 */
final class Trigonometry {
  private static final double TWO_OVER_PI = 0.6366197723675814;
  private static final double HALF_PI = 1.5707963267948966;
  private static final double HALF_PI_LOW = 6.123233995736766e-17;
  private static final double HALF_PI_LOWEST = -1.4973849048591698e-33;

  /**
   * From here F64 takes x as 0: n pi/2 is no longer known well enough for an accurate remainder.
   */
  static final double F64_LIMIT = 0x1p40;

  /** (sin r / r - 1) / r^2 in r^2; the sine has relative error 2^-56. */
  private static final double[] SIN = {
    -0.16666666666666666,
    0.008333333333330948,
    -0.00019841269836757408,
    2.755731610178906e-06,
    -2.505113166029247e-08,
    1.591811451157248e-10
  };

  /** (cos r - 1 + r^2/2) / r^4 in r^2; the cosine has error 2^-60. */
  private static final double[] COS = {
    0.041666666666666664,
    -0.0013888888888887398,
    2.4801587298764788e-05,
    -2.7557317271175225e-07,
    2.087614613858505e-09,
    -1.1382622252384216e-11
  };

  /** sin(pi/2 r) / r and cos(pi/2 r) in r^2, for |r| <= 17/32, to 2^-36 and 2^-32. */
  private static final double[] WIDE_SIN = {
    1.570796326782468,
    -0.6459640953023246,
    0.07969256371889241,
    -0.004681133045904592,
    0.00015792019793094486
  };

  private static final double[] WIDE_COS = {
    0.9999999999131778,
    -1.2337005347375616,
    0.2536690709481387,
    -0.020859139345634832,
    0.0009016302118162044
  };

  private final Doubles d;

  Trigonometry(ScalarCode.Builder b) {
    d = new Doubles(b);
  }

  /** Quarter turns n, in the low bits, and the sine and cosine of the rest. */
  private record Turned(Ref n, Ref sin, Ref cos) {
    Ref sine(Doubles d) {
      return at(d, n);
    }

    Ref cosine(Doubles d) {
      return at(d, d.b().add(n, d.integer(1)));
    }

    /** sin(rest + turns pi/2): odd turns exchange sine and cosine, turns 2 and 3 negate. */
    private Ref at(Doubles d, Ref turns) {
      Ref even = d.b().eq(d.and(turns, 1), d.integer(0));
      Ref sign = d.shl(d.and(turns, 2), 62);
      return d.fromBits(d.xor(d.bits(d.b().select(even, sin, cos)), sign));
    }
  }

  Ref sin(Ref x) {
    // The low part's +0 would take the sign of -0.
    return d.b().select(d.b().eq(x, d.real(0)), x, turned(x).sine(d));
  }

  Ref cos(Ref x) {
    return turned(x).cosine(d);
  }

  Ref wideSin(Ref x) {
    return wideTurned(x).sine(d);
  }

  Ref wideCos(Ref x) {
    return wideTurned(x).cosine(d);
  }

  /** Cosine and sine of 2 pi u, for u in [0, 1). */
  List<Ref> ofTurns(Ref u) {
    Ref quarters = d.mul(u, 4);
    Ref sum = d.add(quarters, Doubles.ROUNDER);
    Ref r = d.sub(quarters, d.sub(sum, Doubles.ROUNDER));
    Ref high = d.mul(r, HALF_PI);
    Ref low = d.fma(r, HALF_PI_LOW, d.fma(r, HALF_PI, d.b().neg(high)));
    Turned turned = polynomials(d.bits(sum), new Pair(high, low));
    return List.of(turned.cosine(d), turned.sine(d));
  }

  /** {@link #ofTurns} for F32. */
  List<Ref> wideOfTurns(Ref u) {
    Ref quarters = d.mul(u, 4);
    Ref sum = d.add(quarters, Doubles.ROUNDER);
    Turned turned = widePolynomials(d.bits(sum), d.sub(quarters, d.sub(sum, Doubles.ROUNDER)));
    return List.of(turned.cosine(d), turned.sine(d));
  }

  private Turned turned(Ref argument) {
    Ref inside = d.less(d.b().abs(argument), F64_LIMIT);
    // x - x is 0, but a NaN for infinities and NaNs.
    Ref x = d.b().select(inside, argument, d.sub(argument, argument));
    Ref sum = d.fma(x, TWO_OVER_PI, Doubles.ROUNDER);
    Ref n = d.sub(sum, Doubles.ROUNDER);
    // Exact: a multiple of 2^-53 (x is one, unless n = 0) below 1.
    Ref first = d.fma(n, -HALF_PI, x);
    Pair product = d.product(n, d.real(-HALF_PI_LOW));
    Pair r = d.sum(first, product.high());
    Ref low = d.add(r.low(), d.fma(n, -HALF_PI_LOWEST, product.low()));
    return polynomials(d.bits(sum), new Pair(r.high(), low));
  }

  /** As in fdlibm (Sun, 1993), the low part enters by its first order. */
  private Turned polynomials(Ref n, Pair argument) {
    Ref r = argument.high();
    Ref low = argument.low();
    Ref z = d.mul(r, r);
    Ref cube = d.mul(z, r);
    // sin(r + low) = r + r^3 S + low (1 - z/2)
    Ref sin = d.add(r, d.fma(cube, d.horner(z, SIN), d.fma(d.mul(z, -0.5), low, low)));
    // cos(r + low) = 1 - z/2 + z^2 C - r low, the first difference exact
    Ref half = d.mul(z, 0.5);
    Ref one = d.sub(d.real(1), half);
    Ref lost = d.sub(d.sub(d.real(1), one), half);
    Ref rest = d.fma(d.mul(z, z), d.horner(z, COS), d.fma(d.b().neg(r), low, lost));
    return new Turned(n, sin, d.add(one, rest));
  }

  /**
   * The F32 exponent field whose lowest mantissa bit weighs 1; above, leading bits of 2/pi drop.
   */
  private static final int FIRST_FIELD = 150;

  private static final int FIELDS = 256 - FIRST_FIELD;

  /** x 2/pi mod 4 as x (t1 + t2): x t1 is exact, and its fraction too. */
  private Turned wideTurned(Ref x) {
    ScalarCode.Builder b = d.b();
    Ref bits = b.bitcast(x);
    Ref field =
        b.apply(
            ScalarOp.AND,
            b.apply(ScalarOp.LSHR, bits, b.integer(DType.I32, 23)),
            b.integer(DType.I32, 0xff));
    Ref first = b.integer(DType.I32, FIRST_FIELD);
    Ref index = b.zext(b.sub(b.apply(ScalarOp.MAX, field, first), first));
    Ref wide = b.convert(x, DType.F64);
    Ref product = d.mul(wide, b.lookup(DType.F64, Bits.HIGH, index));
    Ref sum = d.add(product, Doubles.ROUNDER);
    Ref fraction = d.sub(product, d.sub(sum, Doubles.ROUNDER));
    return widePolynomials(
        d.bits(sum), d.fma(wide, b.lookup(DType.F64, Bits.LOW, index), fraction));
  }

  private Turned widePolynomials(Ref n, Ref r) {
    Ref z = d.mul(r, r);
    return new Turned(n, d.mul(r, d.horner(z, WIDE_SIN)), d.horner(z, WIDE_COS));
  }

  /**
   * For each exponent field from FIRST_FIELD, 2/pi modulo 4 units of a mantissa bit, nearest to 0:
   * 29 bits, which times a mantissa of 24 make 53, and the next 53. Fields below share the first
   * entry, which is all of 2/pi. A mantissa times the second part is at most 1/32.
   */
  private static final class Bits {
    static final List<Long> HIGH = new ArrayList<>();
    static final List<Long> LOW = new ArrayList<>();

    static {
      BigInteger twoOverPi = FixedPoint.quotient(FixedPoint.ONE.shiftLeft(1), FixedPoint.PI);
      for (int i = 0; i < FIELDS; i++) {
        // A mantissa bit weighs 2^i, so that 2^(2 - i) times it is a whole turn.
        int turn = FixedPoint.BITS + 2 - i;
        BigInteger kept = nearest(twoOverPi, turn);
        // In the first entry both parts are positive, so that -0 keeps its sign.
        BigInteger low =
            i == 0 ? kept.mod(BigInteger.ONE.shiftLeft(turn - 31)) : nearest(kept, turn - 30);
        HIGH.add(Double.doubleToRawLongBits(FixedPoint.round(kept.subtract(low))));
        LOW.add(Double.doubleToRawLongBits(FixedPoint.round(low)));
      }
    }

    /** x modulo 2^bits in [-2^(bits - 1), 2^(bits - 1)). */
    private static BigInteger nearest(BigInteger x, int bits) {
      BigInteger half = BigInteger.ONE.shiftLeft(bits - 1);
      return x.add(half).mod(half.shiftLeft(1)).subtract(half);
    }
  }
}
