package mind.compiler.kernel;

import java.util.Locale;
import java.util.Optional;

/**
 * Element types. A scalar of any of them travels through evaluators as the bits of a {@code long}:
 * BOOL as 0 or 1, I32 and F32 (raw bits) sign-extended, I64 and F64 (raw bits) as they are.
 */
public enum DType {
  BOOL(1),
  I32(4),
  I64(8),
  F32(4),
  F64(8);

  private static final DType[] ALL = values();

  private final int bytes;
  private final String text;

  DType(int bytes) {
    this.bytes = bytes;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /** Size of one element in memory, in bytes. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Whether this is I32 or I64. */
  public boolean isInteger() {
    return this == I32 || this == I64;
  }

  /** The name in source and IR text: {@code f32}. */
  public String text() {
    return text;
  }

  /**
   * The bits of {@code value} rounded to this type; integers truncate, saturate, and take NaN as 0;
   * BOOL is value != 0.
   */
  public long bits(double value) {
    return switch (this) {
      case BOOL -> value != 0 ? 1 : 0;
      case I32 -> (int) value;
      case I64 -> (long) value;
      case F32 -> Float.floatToRawIntBits((float) value);
      case F64 -> Double.doubleToRawLongBits(value);
    };
  }

  /**
   * The bits of an exact integer in this type: integers wrap, floats round to nearest even; BOOL is
   * value != 0.
   */
  public long bits(long value) {
    return switch (this) {
      case BOOL -> value != 0 ? 1 : 0;
      case I32 -> (int) value;
      case I64 -> value;
      case F32 -> Float.floatToRawIntBits((float) value);
      case F64 -> Double.doubleToRawLongBits((double) value);
    };
  }

  /** The value of {@code bits} as a double: exact for all but large I64. */
  public double toDouble(long bits) {
    return switch (this) {
      case BOOL, I32, I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
    };
  }

  /** The type with this name in text, if there is one. */
  public static Optional<DType> of(String text) {
    for (DType dtype : ALL) {
      if (dtype.text.equals(text)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  /** The bits that a program writes for this value: NaNs become the one canonical NaN. */
  public long canonical(long bits) {
    return switch (this) {
      case F32 -> Float.isNaN(Float.intBitsToFloat((int) bits)) ? 0x7fc00000 : bits;
      case F64 -> Double.isNaN(Double.longBitsToDouble(bits)) ? 0x7ff8000000000000L : bits;
      case BOOL, I32, I64 -> bits;
    };
  }
}
