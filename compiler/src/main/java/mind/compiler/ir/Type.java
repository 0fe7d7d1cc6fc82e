package mind.compiler.ir;

import mind.compiler.kernel.DType;

/** The type of every value: a dtype and a static shape. In text {@code f32[2,3]}. */
public record Type(DType dtype, Shape shape) {
  /** Tensors of more elements than this can't be addressed. */
  public static final long MAX_ELEMENTS = Integer.MAX_VALUE;

  /** The most dimensions: a nest's accesses have a stride for each pair of axis and dimension. */
  public static final int MAX_RANK = 64;

  public static Type scalar(DType dtype) {
    return new Type(dtype, Shape.SCALAR);
  }

  public static Type of(DType dtype, int... dims) {
    return new Type(dtype, Shape.of(dims));
  }

  public int rank() {
    return shape.rank();
  }

  public int dim(int i) {
    return shape.dim(i);
  }

  public long elements() {
    return shape.elements();
  }

  /** Size in memory, in bytes. */
  public long bytes() {
    return Math.multiplyExact(elements(), dtype.bytes());
  }

  public Type withDType(DType other) {
    return new Type(other, shape);
  }

  public Type withShape(Shape other) {
    return new Type(dtype, other);
  }

  @Override
  public String toString() {
    return dtype.text() + shape;
  }
}
