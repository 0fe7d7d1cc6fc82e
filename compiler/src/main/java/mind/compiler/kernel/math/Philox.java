package mind.compiler.kernel.math;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;

/**
 * Philox 4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011), as scalar code, and the floats made from its words.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xd2511f53L;
  private static final long MULTIPLIER_1 = 0xcd9e8d57L;

  /** Added to the key each round: the golden ratio and sqrt(3) - 1. */
  private static final int WEYL_0 = 0x9e3779b9;

  private static final int WEYL_1 = 0xbb67ae85;

  private Philox() {}

  /**
   * The four I32 words of a counter of four I32 words under a key of two, least significant words
   * first.
   */
  public static List<Ref> words(ScalarCode.Builder b, List<Ref> counter, List<Ref> key) {
    List<Ref> c = counter;
    Ref k0 = key.get(0);
    Ref k1 = key.get(1);
    for (int round = 0; round < ROUNDS; round++) {
      if (round > 0) {
        k0 = b.add(k0, b.integer(DType.I32, WEYL_0));
        k1 = b.add(k1, b.integer(DType.I32, WEYL_1));
      }
      Ref p0 = b.mul(b.zext(c.get(0)), b.integer(DType.I64, MULTIPLIER_0));
      Ref p1 = b.mul(b.zext(c.get(2)), b.integer(DType.I64, MULTIPLIER_1));
      c =
          List.of(
              xor(b, xor(b, high(b, p1), c.get(1)), k0),
              low(b, p1),
              xor(b, xor(b, high(b, p0), c.get(3)), k1),
              low(b, p0));
    }
    return c;
  }

  private static Ref xor(ScalarCode.Builder b, Ref x, Ref y) {
    return b.apply(ScalarOp.XOR, x, y);
  }

  private static Ref low(ScalarCode.Builder b, Ref product) {
    return b.convert(product, DType.I32);
  }

  private static Ref high(ScalarCode.Builder b, Ref product) {
    return low(b, b.apply(ScalarOp.LSHR, product, b.integer(DType.I64, 32)));
  }

  /** The F32 (word >>> 8) 2^-24 in [0, 1). */
  public static Ref uniformF32(ScalarCode.Builder b, Ref word) {
    Ref bits = b.apply(ScalarOp.LSHR, word, b.integer(DType.I32, 8));
    return b.mul(b.convert(bits, DType.F32), b.real(DType.F32, 0x1p-24));
  }

  /**
   * The F64 u 2^-53 in [0, 1), where u has 53 bits: the 32 of {@code high}, then the upper 21 of
   * {@code low}. Draw i of a stream takes words 2i and 2i + 1 as high and low.
   */
  public static Ref uniformF64(ScalarCode.Builder b, Ref high, Ref low) {
    Doubles d = new Doubles(b);
    Ref upper = d.integral(b.zext(high), 0);
    Ref lower = d.integral(d.lshr(b.zext(low), 11), 0);
    return d.fma(upper, 0x1p-32, d.mul(lower, 0x1p-53));
  }

  /**
   * Two independent standard normal values from two uniform ones of the same dtype, made by {@link
   * #uniformF32} or {@link #uniformF64}: sqrt(-2 log(1 - u0)) times cos(2 pi u1) and sin(2 pi u1)
   * (Box and Muller 1958). The argument of the logarithm is exact and not 0, and the angle is
   * reduced before it is multiplied by pi, so that is exact too. F32 values round once, at the end.
   */
  public static List<Ref> normalPair(ScalarCode.Builder b, Ref u0, Ref u1) {
    boolean single = u0.dtype() == DType.F32;
    Doubles d = new Doubles(b);
    Logarithms logarithms = new Logarithms(b);
    Trigonometry trigonometry = new Trigonometry(b);
    Ref rest = d.sub(d.real(1), Elementary.widen(b, u0));
    Ref turns = Elementary.widen(b, u1);
    Ref log = single ? logarithms.wideLogNormal(rest) : logarithms.logNormal(rest);
    Ref radius = b.apply(ScalarOp.SQRT, d.mul(log, -2));
    List<Ref> direction = single ? trigonometry.wideOfTurns(turns) : trigonometry.ofTurns(turns);
    List<Ref> pair = new ArrayList<>();
    for (Ref component : direction) {
      Ref value = d.mul(radius, component);
      pair.add(single ? Elementary.narrow(b, value) : value);
    }
    return pair;
  }
}
