package mind.compiler.ir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongUnaryOperator;
import mind.compiler.kernel.DType;

/** An immutable value: row-major elements, little-endian, BOOL as one byte. */
public final class Tensor {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Type type;
  private final byte[] data;

  private Tensor(Type type, byte[] data) {
    this.type = type;
    this.data = data;
  }

  /** A tensor over a copy of raw bytes of exact length; a BOOL byte that is not 0 counts as 1. */
  public static Tensor ofBytes(Type type, byte[] data) {
    if (data.length != type.bytes()) {
      throw new IrException("E4005", data.length + " bytes do not fill " + type);
    }
    if (type.dtype() == DType.BOOL) {
      return of(type, i -> data[(int) i] != 0 ? 1 : 0);
    }
    return new Tensor(type, data.clone());
  }

  /** A tensor whose element at each flat position has the given bits. */
  public static Tensor of(Type type, LongUnaryOperator bits) {
    byte[] data = new byte[Math.toIntExact(type.bytes())];
    for (int i = 0; i < type.elements(); i++) {
      set(type.dtype(), data, i, bits.applyAsLong(i));
    }
    return new Tensor(type, data);
  }

  /** A tensor of values rounded to the dtype. */
  public static Tensor ofDoubles(Type type, double... values) {
    if (values.length != type.elements()) {
      throw new IrException("E4005", values.length + " values do not fill " + type);
    }
    return of(type, i -> type.dtype().bits(values[(int) i]));
  }

  /** Reads an element of a buffer as bits. */
  public static long get(DType dtype, byte[] data, int i) {
    return switch (dtype) {
      case BOOL -> data[i];
      case I32, F32 -> (int) INT.get(data, 4 * i);
      case I64, F64 -> (long) LONG.get(data, 8 * i);
    };
  }

  /** Writes an element of a buffer as bits. */
  public static void set(DType dtype, byte[] data, int i, long bits) {
    switch (dtype) {
      case BOOL -> data[i] = (byte) bits;
      case I32, F32 -> INT.set(data, 4 * i, (int) bits);
      case I64, F64 -> LONG.set(data, 8 * i, bits);
    }
  }

  public Type type() {
    return type;
  }

  /** Bits of the element at a flat position. */
  public long bits(long i) {
    return get(type.dtype(), data, (int) i);
  }

  /** Value of the element at a flat position. */
  public double value(long i) {
    return type.dtype().toDouble(bits(i));
  }

  public byte[] bytes() {
    return data.clone();
  }

  /** The same elements under another shape. */
  public Tensor withShape(Shape shape) {
    return new Tensor(type.withShape(shape), data);
  }

  /** With the one canonical NaN for every NaN: what a program writes. */
  public Tensor canonical() {
    return type.dtype().isFloat() ? of(type, i -> type.dtype().canonical(bits(i))) : this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t && type.equals(t.type) && Arrays.equals(data, t.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    if (type.elements() > 64) {
      return type + " of " + HexFormat.of().formatHex(data, 0, 32) + "..";
    }
    StringBuilder text = new StringBuilder(type.toString()).append('(');
    for (int i = 0; i < type.elements(); i++) {
      text.append(i == 0 ? "" : ", ").append(type.dtype().isFloat() ? "" + value(i) : "" + bits(i));
    }
    return text.append(')').toString();
  }
}
