package mind.compiler.kernel;

import java.util.List;

/**
 * How a nest reads or writes a buffer: one index per dimension of a dense row-major array.
 *
 * <p>A read outside the bounds, or at a remainder of a divisor, gives {@code fill} (guarded
 * accesses only). A guarded write outside the bounds is left out. An indirect index out of bounds
 * is clamped when read and left out when written, and the launch reports the lowest flat position
 * of the index operand at which that happened.
 *
 * @param buffer number of the buffer in its plan
 * @param extents the buffer's dimensions
 * @param guarded whether the affine indices can leave the bounds or the divisor's grid
 * @param fill bits that a guarded read gives there
 */
public record Access(
    int buffer, DType dtype, List<Long> extents, List<Index> indices, boolean guarded, long fill) {

  public Access {
    extents = List.copyOf(extents);
    indices = List.copyOf(indices);
    if (extents.size() != indices.size()) {
      throw new IllegalArgumentException("an index per dimension");
    }
  }

  public static Access of(int buffer, DType dtype, List<Long> extents, List<Index> indices) {
    return new Access(buffer, dtype, extents, indices, false, 0);
  }

  public Access withBuffer(int newBuffer) {
    return new Access(newBuffer, dtype, extents, indices, guarded, fill);
  }

  /** The number of the operand that an indirect index reads, or -1. */
  public int indirectOperand() {
    for (Index index : indices) {
      if (index.isIndirect()) {
        return index.indirect();
      }
    }
    return -1;
  }

  /** Row-major strides of the buffer, in elements. */
  public long[] bufferStrides() {
    long[] strides = new long[extents.size()];
    long stride = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= extents.get(d);
    }
    return strides;
  }
}
