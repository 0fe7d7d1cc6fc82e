package mind.compiler.ir;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Dimensions of a tensor, outermost first, each at least 1; none for a scalar. */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;

  private Shape(int[] dims) {
    this.dims = dims;
  }

  /**
   * A shape of these dimensions.
   *
   * @throws IrException E3006 for a dimension below 1
   */
  public static Shape of(int... dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    for (int d : dims) {
      if (d < 1) {
        throw new IrException("E3006", "dimension " + d + " is not positive");
      }
    }
    return new Shape(dims.clone());
  }

  /**
   * A shape of dimensions that are known to fit.
   *
   * @throws IrException E3006 for a dimension that is not from 1 to 2^31 - 1
   */
  public static Shape of(long[] dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    int[] copy = new int[dims.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (int) dims[i];
      if (dims[i] < 1 || copy[i] != dims[i]) {
        throw new IrException("E3006", "dimension " + dims[i] + " is not from 1 to 2^31 - 1");
      }
    }
    return new Shape(copy);
  }

  public int rank() {
    return dims.length;
  }

  public int dim(int i) {
    return dims[i];
  }

  public int[] dims() {
    return dims.clone();
  }

  /** Number of elements, 1 for a scalar. */
  public long elements() {
    long n = 1;
    for (int d : dims) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  /** Row-major strides in elements. */
  public long[] strides() {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** The dimensions as the extents that nests use. */
  public List<Long> extents() {
    return LongStream.range(0, dims.length).map(i -> dims[(int) i]).boxed().toList();
  }

  /** The axes of {@code rank} that are not among the given ones; both ascend. */
  public static int[] others(int rank, int... axes) {
    int[] others = new int[rank - axes.length];
    int next = 0;
    int k = 0;
    for (int i = 0; i < rank; i++) {
      if (next < axes.length && axes[next] == i) {
        next++;
      } else {
        others[k++] = i;
      }
    }
    return others;
  }

  /** This shape without the given axes, which ascend. */
  public Shape without(int[] axes) {
    if (axes.length == dims.length) {
      return SCALAR;
    }
    int[] kept = others(dims.length, axes);
    for (int i = 0; i < kept.length; i++) {
      kept[i] = dims[kept[i]];
    }
    return new Shape(kept);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As in IR text: {@code [2,3]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
