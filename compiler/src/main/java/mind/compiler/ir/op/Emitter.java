package mind.compiler.ir.op;

import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;

/** Short forms for adding instructions to a function. */
public record Emitter(FunctionBuilder builder) {

  public Type type(int value) {
    return builder.type(value);
  }

  public int unary(Unary.Kind kind, int x) {
    return builder.add(new Unary(kind), x);
  }

  public int binary(Binary.Kind kind, int a, int b) {
    return builder.add(new Binary(kind), a, b);
  }

  public int add(int a, int b) {
    return binary(Binary.Kind.ADD, a, b);
  }

  public int sub(int a, int b) {
    return binary(Binary.Kind.SUB, a, b);
  }

  public int mul(int a, int b) {
    return binary(Binary.Kind.MUL, a, b);
  }

  public int div(int a, int b) {
    return binary(Binary.Kind.DIV, a, b);
  }

  public int neg(int x) {
    return unary(Unary.Kind.NEG, x);
  }

  public int compare(Compare.Kind kind, int a, int b) {
    return builder.add(new Compare(kind), a, b);
  }

  public int select(int condition, int then, int otherwise) {
    return builder.add(new Select(), condition, then, otherwise);
  }

  public int cast(int x, DType dtype) {
    return type(x).dtype() == dtype ? x : builder.add(new Cast(dtype), x);
  }

  /** A tensor filled with one value, rounded to the dtype. */
  public int splat(Type type, double value) {
    return builder.add(Const.splat(type, type.dtype().bits(value)));
  }

  /** A constant of x's type. */
  public int like(int x, double value) {
    return splat(type(x), value);
  }

  public int zeros(Type type) {
    return builder.add(Const.splat(type, 0));
  }

  /** Positions along one dimension. */
  public int iota(Type type, int dim) {
    return builder.add(Const.iota(type, dim));
  }

  public int reshape(int x, Shape shape) {
    return type(x).shape().equals(shape) ? x : builder.add(new Reshape(shape), x);
  }

  public int transpose(int x, int... perm) {
    return builder.add(new Transpose(perm), x);
  }

  /** Swaps the last two dimensions. */
  public int transposeMatrix(int x) {
    int[] perm = new int[type(x).rank()];
    for (int i = 0; i < perm.length; i++) {
      perm[i] = i;
    }
    perm[perm.length - 1] = perm.length - 2;
    perm[perm.length - 2] = perm.length - 1;
    return transpose(x, perm);
  }

  public int matmul(int a, int b) {
    return builder.add(new Matmul(), a, b);
  }

  public int reduce(Reduce.Kind kind, int x, int... axes) {
    return axes.length == 0 ? x : builder.add(new Reduce(kind, axes), x);
  }

  /** Dimension i of x becomes dimension dims[i] of the result; the others repeat. */
  public int broadcast(int x, Shape shape, int... dims) {
    return type(x).shape().equals(shape) ? x : builder.add(new Broadcast(shape, dims), x);
  }

  /** Brings back what a reduction over {@code axes} dropped, by repeating. */
  public int unreduce(int x, Shape shape, int... axes) {
    return broadcast(x, shape, Shape.others(shape.rank(), axes));
  }
}
