package mind.compiler.check.builtins;

import java.util.Arrays;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Shape;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/**
 * Normalisations: (x - mean) / sqrt(variance + eps), then scaled and shifted. The variance is the
 * mean of squares of what is left without the mean: the difference of two large squares would have
 * no digits left.
 */
final class Normalisations {
  private Normalisations() {}

  /** {@code layer_norm(x, scale, bias, axes, eps)}: over the given axes of each sample. */
  static Value layer(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    int[] axes = a.axes(3, x.rank());
    Tensor off = centred(a, g, x, axes);
    Tensor squares = g.binary(Binary.Kind.MUL, off, off);
    Tensor variance = Reductions.mean(a.dims(), g, squares, axes);
    Tensor normal = scaled(g, off, inverseRoot(a, g, variance, 4), axes);
    return affine(a, normal, 1, 2, axes);
  }

  /** {@code rms_norm(x, scale, axes, eps)}: x / sqrt(mean of x squared + eps). */
  static Value rootMeanSquare(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    int[] axes = a.axes(2, x.rank());
    Tensor squares = Reductions.mean(a.dims(), g, g.binary(Binary.Kind.MUL, x, x), axes);
    Tensor normal = scaled(g, x, inverseRoot(a, g, squares, 3), axes);
    return a.has(1) ? g.binary(Binary.Kind.MUL, normal, along(a, 1, normal, axes)) : normal;
  }

  /**
   * {@code batch_norm(x, mean, var, scale, bias, axis, eps)}: for each channel, over all other
   * axes; with a given mean and variance, as in inference, by these.
   */
  static Value batch(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    int[] channel = {a.axis(5, x.rank())};
    int[] others = Shape.others(x.rank(), channel);
    if (a.has(1) != a.has(2)) {
      a.error(Code.ARGUMENTS, a.call(), "`batch_norm` needs both `mean` and `var`, or neither")
          .note("without them they are those of the batch itself")
          .help("pass scale and bias by keyword: `batch_norm(x, scale=s, bias=b)`");
      throw new Rejected();
    }
    Tensor off;
    Tensor variance;
    if (a.has(1)) {
      off = g.binary(Binary.Kind.SUB, x, along(a, 1, x, channel));
      variance = parameter(a, 2, x, channel);
    } else {
      off = centred(a, g, x, others);
      Tensor squares = g.binary(Binary.Kind.MUL, off, off);
      variance = Reductions.mean(a.dims(), g, squares, others);
    }
    Tensor normal = scaled(g, off, inverseRoot(a, g, variance, 6), others);
    return affine(a, normal, 3, 4, channel);
  }

  private static Tensor centred(Arguments a, Graph g, Tensor x, int... axes) {
    Tensor mean = Reductions.mean(a.dims(), g, x, axes);
    return g.binary(Binary.Kind.SUB, x, g.unreduce(mean, x.dims(), axes));
  }

  private static Tensor inverseRoot(Arguments a, Graph g, Tensor variance, int eps) {
    double small = a.real(eps);
    if (!(small >= 0)) {
      throw a.wrong(eps, "a number of 0 or more");
    }
    Tensor sum = g.binary(Binary.Kind.ADD, variance, g.like(variance, small));
    return g.binary(Binary.Kind.DIV, g.like(sum, 1), g.unary(Unary.Kind.SQRT, sum));
  }

  private static Tensor scaled(Graph g, Tensor x, Tensor factor, int[] axes) {
    return g.binary(Binary.Kind.MUL, x, g.unreduce(factor, x.dims(), axes));
  }

  private static Tensor affine(Arguments a, Tensor normal, int scale, int bias, int[] axes) {
    Graph g = a.graph();
    Tensor y = normal;
    if (a.has(scale)) {
      y = g.binary(Binary.Kind.MUL, y, along(a, scale, y, axes));
    }
    return a.has(bias) ? g.binary(Binary.Kind.ADD, y, along(a, bias, y, axes)) : y;
  }

  /** A parameter with the dims that x has at some axes, repeated along the others. */
  static Tensor along(Arguments a, int i, Tensor x, int... axes) {
    return a.graph().broadcast(parameter(a, i, x, axes), x.dims(), axes);
  }

  private static Tensor parameter(Arguments a, int i, Tensor x, int... axes) {
    long[] wanted = Arrays.stream(axes).mapToLong(axis -> x.dims()[axis]).toArray();
    DType dtype = x.dtype();
    Tensor tensor = a.tensor(i, dtype);
    String name = a.parameter(i);
    if (tensor.dtype() != dtype) {
      a.error(
              Code.DTYPE_MISMATCH,
              a.node(i),
              "`" + name + "` of `" + a.name() + "` is " + a.describe(tensor))
          .note("the tensor is " + a.describe(x))
          .help("convert it with `as " + dtype.text() + "`");
      throw new Rejected();
    }
    if (tensor.rank() == 0) {
      return a.graph().broadcast(tensor, wanted);
    }
    if (!Arrays.equals(tensor.dims(), wanted)) {
      a.error(
              tensor.rank() == wanted.length ? Code.BROADCAST : Code.RANK,
              a.node(i),
              "`" + name + "` of `" + a.name() + "` is " + a.describe(tensor))
          .note("the tensor is " + a.describe(x))
          .note("its shape must be " + a.dims().text(wanted) + ", or that of a scalar");
      throw new Rejected();
    }
    return tensor;
  }
}
