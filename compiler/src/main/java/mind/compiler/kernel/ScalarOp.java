package mind.compiler.kernel;

/**
 * The closed set of scalar operations, each exact IEEE-754 or two's complement, so that every
 * machine gives the same bits. Unless said otherwise operands and result have one dtype, which
 * {@link #apply} is given as {@code operand}.
 */
public enum ScalarOp {
  /** Floats round to nearest even; integers wrap. */
  ADD(2),
  SUB(2),
  MUL(2),
  /** Floats only. */
  DIV(2),
  /** Truncating integer division; the caller keeps the divisor from 0 and from MIN / -1. */
  SDIV(2),
  /** Remainder with the dividend's sign, same restriction. */
  SREM(2),
  /** a * b + c, rounded once; integers: wrapping multiply and add. */
  FMA(3),
  SQRT(1),
  FLOOR(1),
  /** Towards zero, floats only. */
  TRUNC(1),
  /** Flips the sign of a float, also of zero; integers wrap. */
  NEG(1),
  /** Clears the sign of a float. */
  ABS(1),
  /** IEEE 754-2019 maximum: a NaN wins, -0 is below +0; integers signed; BOOL or. */
  MAX(2),
  /** IEEE 754-2019 minimum; BOOL and. */
  MIN(2),
  /** Bitwise, on BOOL and integers. */
  AND(2),
  OR(2),
  XOR(2),
  /** Shifts of integers; the second operand has the first's dtype and lies in [0, width). */
  SHL(2),
  LSHR(2),
  ASHR(2),
  /** Comparisons give BOOL; those with a NaN are false, except NE. */
  EQ(2),
  NE(2),
  LT(2),
  LE(2),
  GT(2),
  GE(2),
  /** SELECT(condition BOOL, a, b). */
  SELECT(3),
  /**
   * Changes dtype by value: integer to float rounds to nearest even, float to integer truncates,
   * saturates and takes NaN as 0, integers wrap, BOOL counts as 0 or 1, and to BOOL is x != 0 (a
   * NaN is true).
   */
  CONVERT(1),
  /** Reinterprets I32 as F32, I64 as F64 and back. */
  BITCAST(1),
  /** Widens I32 to I64, unsigned. */
  ZEXT(1);

  private final int arity;

  ScalarOp(int arity) {
    this.arity = arity;
  }

  public int arity() {
    return arity;
  }

  public boolean isComparison() {
    return compareTo(EQ) >= 0 && compareTo(GE) <= 0;
  }

  /**
   * Evaluates on scalars as bits.
   *
   * @param operand dtype of the operands (of a and b for SELECT)
   * @param result dtype of the result
   */
  public long apply(DType operand, DType result, long a, long b, long c) {
    return switch (this) {
      case SELECT -> a != 0 ? b : c;
      case CONVERT -> convert(operand, result, a);
      case BITCAST -> a;
      case ZEXT -> a & 0xffffffffL;
      default ->
          switch (operand) {
            case F32 ->
                onF32(
                    Float.intBitsToFloat((int) a),
                    Float.intBitsToFloat((int) b),
                    Float.intBitsToFloat((int) c));
            case F64 ->
                onF64(
                    Double.longBitsToDouble(a),
                    Double.longBitsToDouble(b),
                    Double.longBitsToDouble(c));
            case I32 -> isComparison() ? onI64(a, b, c) : onI32((int) a, (int) b, (int) c);
            case I64 -> onI64(a, b, c);
            case BOOL -> onBool(a, b);
          };
    };
  }

  private static long convert(DType from, DType to, long a) {
    if (from.isFloat()) {
      double x = from.toDouble(a);
      return to == DType.BOOL ? (x != 0 ? 1 : 0) : to.bits(x);
    }
    return to.bits(a);
  }

  private long onF32(float a, float b, float c) {
    if (isComparison()) {
      return compare(a, b);
    }
    return Float.floatToRawIntBits(
        switch (this) {
          case ADD -> a + b;
          case SUB -> a - b;
          case MUL -> a * b;
          case DIV -> a / b;
          case FMA -> Math.fma(a, b, c);
          case SQRT -> (float) Math.sqrt(a);
          case FLOOR -> (float) Math.floor(a);
          case TRUNC -> (float) (a < 0 ? Math.ceil(a) : Math.floor(a));
          case NEG -> Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x80000000);
          case ABS -> Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fffffff);
          case MAX -> Math.max(a, b);
          case MIN -> Math.min(a, b);
          default -> throw illegal(DType.F32);
        });
  }

  private long onF64(double a, double b, double c) {
    if (isComparison()) {
      return compare(a, b);
    }
    return Double.doubleToRawLongBits(
        switch (this) {
          case ADD -> a + b;
          case SUB -> a - b;
          case MUL -> a * b;
          case DIV -> a / b;
          case FMA -> Math.fma(a, b, c);
          case SQRT -> Math.sqrt(a);
          case FLOOR -> Math.floor(a);
          case TRUNC -> a < 0 ? Math.ceil(a) : Math.floor(a);
          case NEG -> Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
          case ABS -> Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
          case MAX -> Math.max(a, b);
          case MIN -> Math.min(a, b);
          default -> throw illegal(DType.F64);
        });
  }

  private long compare(double a, double b) {
    boolean holds =
        switch (this) {
          case EQ -> a == b;
          case NE -> a != b;
          case LT -> a < b;
          case LE -> a <= b;
          case GT -> a > b;
          case GE -> a >= b;
          default -> throw illegal(DType.F64);
        };
    return holds ? 1 : 0;
  }

  private int onI32(int a, int b, int c) {
    return switch (this) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case SDIV -> a / b;
      case SREM -> a % b;
      case FMA -> a * b + c;
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case LSHR -> a >>> b;
      case ASHR -> a >> b;
      default -> throw illegal(DType.I32);
    };
  }

  private long onI64(long a, long b, long c) {
    return switch (this) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case SDIV -> a / b;
      case SREM -> a % b;
      case FMA -> a * b + c;
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case LSHR -> a >>> b;
      case ASHR -> a >> b;
      case EQ -> a == b ? 1 : 0;
      case NE -> a != b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
      default -> throw illegal(DType.I64);
    };
  }

  private long onBool(long a, long b) {
    return switch (this) {
      case AND, MIN -> a & b;
      case OR, MAX -> a | b;
      case XOR, NE -> a ^ b;
      case EQ -> a == b ? 1 : 0;
      case LT -> a < b ? 1 : 0;
      case LE -> a <= b ? 1 : 0;
      case GT -> a > b ? 1 : 0;
      case GE -> a >= b ? 1 : 0;
      default -> throw illegal(DType.BOOL);
    };
  }

  private IllegalArgumentException illegal(DType dtype) {
    return new IllegalArgumentException(this + " is not defined on " + dtype);
  }
}
