package mind.compiler.check.value;

import java.util.Locale;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Op;
import mind.compiler.kernel.DType;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on what is known. It gives the bits that the IR's operations give: what isn't plain
 * IEEE or two's complement arithmetic asks them.
 */
public final class Folding {
  /** A comparison of names that may turn out either way. */
  static final Static UNKNOWN = new Static(DType.BOOL, 2);

  private final Dims dims;

  Folding(Dims dims) {
    this.dims = dims;
  }

  static Static bool(boolean value) {
    return new Static(DType.BOOL, value ? 1 : 0);
  }

  /** Literals stay literals: each lane is evaluated for itself. */
  static Untyped arithmetic(Binary.Kind kind, Untyped a, Untyped b) {
    boolean real = a.real() || b.real();
    long integer = real ? 0 : bits(kind, DType.I64, a.integer(), b.integer());
    double wide =
        Double.longBitsToDouble(
            bits(
                kind,
                DType.F64,
                Double.doubleToRawLongBits(a.wide()),
                Double.doubleToRawLongBits(b.wide())));
    float narrow =
        Float.intBitsToFloat(
            (int)
                bits(
                    kind,
                    DType.F32,
                    Float.floatToRawIntBits(a.narrow()),
                    Float.floatToRawIntBits(b.narrow())));
    return new Untyped(real, integer, wide, narrow);
  }

  static Static compare(Compare.Kind kind, Untyped a, Untyped b) {
    if (!a.real() && !b.real()) {
      return bool(holds(kind, Long.compare(a.integer(), b.integer())));
    }
    long x = Double.doubleToRawLongBits(a.wide());
    long y = Double.doubleToRawLongBits(b.wide());
    return new Static(DType.BOOL, evaluate(new Compare(kind), DType.F64, x, y));
  }

  private static boolean holds(Compare.Kind kind, int order) {
    return switch (kind) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  /** Two numbers of one dtype; null if the result can't be one that is known. */
  @Nullable Static arithmetic(Binary.Kind kind, Static a, Static b) {
    if (a.dtype() == DType.I64 && (Dims.isSymbol(a.bits()) || Dims.isSymbol(b.bits()))) {
      return new Static(DType.I64, symbolic(kind, a.bits(), b.bits()));
    }
    if (a.dtype() == DType.BOOL && (a.equals(UNKNOWN) || b.equals(UNKNOWN))) {
      boolean decided = kind == Binary.Kind.AND ? a.bits() * b.bits() == 0 : isTrue(a) || isTrue(b);
      return decided ? bool(kind == Binary.Kind.OR) : UNKNOWN;
    }
    return known(a.dtype(), bits(kind, a.dtype(), a.bits(), b.bits()));
  }

  /** A number, unless it is in the range where {@link Dims} has names. */
  public static @Nullable Static known(DType dtype, long bits) {
    return dtype == DType.I64 && Dims.isSymbol(bits) ? null : new Static(dtype, bits);
  }

  private static boolean isTrue(Static value) {
    return value.bits() == 1;
  }

  private long symbolic(Binary.Kind kind, long a, long b) {
    return switch (kind) {
      case ADD -> dims.add(a, b);
      case SUB -> dims.subtract(a, b);
      case MUL -> dims.multiply(a, b);
      case DIV -> dims.quotient(a, b);
      default -> dims.operation(kind.name().toLowerCase(Locale.ROOT) + "(%s, %s)", a, b);
    };
  }

  Static compare(Compare.Kind kind, Static a, Static b) {
    if (a.dtype() == DType.I64 && (Dims.isSymbol(a.bits()) || Dims.isSymbol(b.bits()))) {
      long difference = dims.subtract(a.bits(), b.bits());
      return Dims.isSymbol(difference) ? UNKNOWN : bool(holds(kind, Long.signum(difference)));
    }
    if (a.dtype() == DType.BOOL && (a.equals(UNKNOWN) || b.equals(UNKNOWN))) {
      return UNKNOWN;
    }
    return new Static(DType.BOOL, evaluate(new Compare(kind), a.dtype(), a.bits(), b.bits()));
  }

  Static not(Static a) {
    return a.equals(UNKNOWN) ? UNKNOWN : bool(a.bits() == 0);
  }

  /** A number in another dtype; null if it depends on a name, or can't be one that is known. */
  static @Nullable Static cast(Static value, DType dtype) {
    boolean unknown =
        value.equals(UNKNOWN) || (value.dtype() == DType.I64 && Dims.isSymbol(value.bits()));
    if (value.dtype() == dtype) {
      return value;
    }
    return unknown
        ? null
        : known(dtype, evaluate(new mind.compiler.ir.op.Cast(dtype), value.dtype(), value.bits()));
  }

  private static long bits(Binary.Kind kind, DType dtype, long a, long b) {
    if (dtype == DType.I64) {
      switch (kind) {
        case ADD -> {
          return a + b;
        }
        case SUB -> {
          return a - b;
        }
        case MUL -> {
          return a * b;
        }
        case DIV -> {
          return b == 0 ? 0 : a / b; // numerics rule 6
        }
        case POW -> {
          return power(a, b);
        }
        default -> {}
      }
    }
    return switch (dtype) {
      case F64 -> wide(kind, Double.longBitsToDouble(a), Double.longBitsToDouble(b));
      case F32 -> narrow(kind, Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b));
      case BOOL, I32, I64 -> evaluate(new Binary(kind), dtype, a, b);
    };
  }

  private static long wide(Binary.Kind kind, double a, double b) {
    return switch (kind) {
      case ADD -> Double.doubleToRawLongBits(a + b);
      case SUB -> Double.doubleToRawLongBits(a - b);
      case MUL -> Double.doubleToRawLongBits(a * b);
      case DIV -> Double.doubleToRawLongBits(a / b);
      default ->
          evaluate(
              new Binary(kind),
              DType.F64,
              Double.doubleToRawLongBits(a),
              Double.doubleToRawLongBits(b));
    };
  }

  private static long narrow(Binary.Kind kind, float a, float b) {
    return switch (kind) {
      case ADD -> Float.floatToRawIntBits(a + b);
      case SUB -> Float.floatToRawIntBits(a - b);
      case MUL -> Float.floatToRawIntBits(a * b);
      case DIV -> Float.floatToRawIntBits(a / b);
      default ->
          evaluate(
              new Binary(kind), DType.F32, Float.floatToRawIntBits(a), Float.floatToRawIntBits(b));
    };
  }

  /** Wraps; 0 for a negative exponent, which is reported where it matters. */
  public static long power(long base, long exponent) {
    long result = exponent < 0 ? 0 : 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      result = (rest & 1) == 1 ? result * square : result;
      square *= square;
    }
    return result;
  }

  private static long evaluate(Op op, DType dtype, long... operands) {
    Type type = Type.scalar(dtype);
    Tensor[] tensors = new Tensor[operands.length];
    Type[] types = new Type[operands.length];
    for (int i = 0; i < tensors.length; i++) {
      long bits = operands[i];
      tensors[i] = Tensor.of(type, ignored -> bits);
      types[i] = type;
    }
    return op.evaluate(op.infer(types), tensors).bits(0);
  }
}
