package mind.compiler.kernel;

import java.util.List;

/**
 * Where an access lies along one dimension of its buffer: {@code (offset + sum strides[a] * axis a)
 * / divisor}, or, when {@code indirect >= 0}, the value of that integer operand of the nest.
 *
 * @param strides one per axis of the nest
 * @param divisor exact division: points where it leaves a remainder read the access's fill value
 */
public record Index(long offset, List<Long> strides, long divisor, int indirect) {

  public Index {
    strides = List.copyOf(strides);
    if (divisor < 1) {
      throw new IllegalArgumentException("divisor " + divisor);
    }
  }

  public static Index affine(long offset, List<Long> strides) {
    return new Index(offset, strides, 1, -1);
  }

  /** Stride 1 along one of {@code rank} axes. */
  public static Index along(int axis, int rank) {
    return strided(0, axis, 1, rank);
  }

  /** {@code offset + stride * axis}. */
  public static Index strided(long offset, int axis, long stride, int rank) {
    Long[] strides = new Long[rank];
    java.util.Arrays.fill(strides, 0L);
    strides[axis] = stride;
    return affine(offset, List.of(strides));
  }

  public static Index constant(long offset, int rank) {
    return affine(offset, java.util.Collections.nCopies(rank, 0L));
  }

  /** The value of the nest's integer operand {@code operand}. */
  public static Index indirect(int operand, int rank) {
    return new Index(0, java.util.Collections.nCopies(rank, 0L), 1, operand);
  }

  public boolean isIndirect() {
    return indirect >= 0;
  }

  /** The numerator of an affine index at a point. */
  public long at(long[] point) {
    long sum = offset;
    for (int a = 0; a < point.length; a++) {
      sum += strides.get(a) * point[a];
    }
    return sum;
  }
}
