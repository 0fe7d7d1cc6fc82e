package mind.text;

import java.util.List;
import java.util.function.LongUnaryOperator;
import mind.v1.DType;

/**
 * A tensor as NumPy lays it out: nested lists, the rows of a matrix below each other; a large one
 * without the middle of its longer axes. Numbers are the shortest that read back to the same bits.
 *
 * @param dtype one of the language
 * @param shape empty for a scalar
 * @param bits of the element at a flat row-major position; the low bits count where the dtype has
 *     fewer than 64
 */
public record TensorText(DType dtype, List<Long> shape, LongUnaryOperator bits) {
  /** Up to how many elements every one is shown. */
  private static final int SHOWN_WHOLE = 100;

  /** Longer axes of larger tensors are shown by this many elements from either end. */
  private static final int SHOWN_AT_ENDS = 3;

  public TensorText {
    shape = List.copyOf(shape);
  }

  /** One number: {@code 1.5}, {@code 1.0E-5}, {@code nan}, {@code -inf}, {@code true}. */
  public static String number(DType dtype, long bits) {
    return switch (dtype) {
      case BOOL -> Boolean.toString((bits & 0xFF) != 0);
      case I32 -> Integer.toString((int) bits);
      case I64 -> Long.toString(bits);
      case F32 -> {
        float value = Float.intBitsToFloat((int) bits);
        yield Float.isFinite(value) ? Float.toString(value) : unbounded(value);
      }
      case F64 -> {
        double value = Double.longBitsToDouble(bits);
        yield Double.isFinite(value) ? Double.toString(value) : unbounded(value);
      }
      case DTYPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("no dtype");
    };
  }

  private static String unbounded(double value) {
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }

  /** Appends the text, its rows aligned below its beginning, until {@code out} is so long. */
  void append(StringBuilder out, int limit) {
    int indent = out.length() - out.lastIndexOf("\n") - 1;
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    append(out, 0, 0, indent, count <= SHOWN_WHOLE, limit);
  }

  private void append(
      StringBuilder out, int axis, long index, int indent, boolean whole, int limit) {
    if (axis == shape.size()) {
      out.append(number(dtype, bits.applyAsLong(index)));
      return;
    }
    long size = shape.get(axis);
    String separator = axis == shape.size() - 1 ? ", " : ",\n" + " ".repeat(indent + 1);
    out.append('[');
    for (long i = 0; i < size && out.length() < limit; i++) {
      if (i > 0) {
        out.append(separator);
      }
      if (!whole && i == SHOWN_AT_ENDS && size > 2 * SHOWN_AT_ENDS) {
        out.append("...").append(separator);
        i = size - SHOWN_AT_ENDS;
      }
      append(out, axis + 1, index * size + i, indent + 1, whole, limit);
    }
    out.append(']');
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    append(out, Integer.MAX_VALUE);
    return out.toString();
  }
}
