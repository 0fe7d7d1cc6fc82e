package mind.compiler.check.builtins;

import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/** Reductions over axes, and what is like them. Parameters: x, axes, keepdims. */
final class Reductions {
  private Reductions() {}

  /** A reduction of a tensor over ascending axes, which it drops. */
  private interface Reduction {
    Tensor apply(Graph g, Tensor x, int[] axes);
  }

  private static Value reduce(Arguments a, Tensor x, Reduction reduction) {
    return reduce(a, x, 1, reduction);
  }

  /** With the axes at parameter {@code at} and keepdims behind it. */
  private static Value reduce(Arguments a, Tensor x, int at, Reduction reduction) {
    int[] axes = a.axes(at, x.rank());
    boolean keep = a.flag(at + 1);
    Tensor reduced = reduction.apply(a.graph(), x, axes);
    return keep ? a.graph().reshape(reduced, kept(x.dims(), axes)) : reduced;
  }

  private static long[] kept(long[] dims, int[] axes) {
    long[] kept = dims.clone();
    for (int axis : axes) {
      kept[axis] = 1;
    }
    return kept;
  }

  static Value sum(Arguments a) {
    return reduce(a, a.numbers(0), (g, x, axes) -> g.reduce(Reduce.Kind.SUM, x, axes));
  }

  static Value mean(Arguments a) {
    return reduce(a, a.floats(0), (g, x, axes) -> mean(a.dims(), g, x, axes));
  }

  static Tensor mean(Dims dims, Graph g, Tensor x, int... axes) {
    Tensor sum = g.reduce(Reduce.Kind.SUM, x, axes);
    return g.binary(Binary.Kind.DIV, sum, g.like(sum, count(dims, x, axes)));
  }

  /**
   * Elements under one result; of no meaning where a dimension is a name and nothing is recorded.
   */
  private static double count(Dims dims, Tensor x, int... axes) {
    long count = 1;
    for (int axis : axes) {
      count = dims.multiply(count, x.dims()[axis]);
    }
    return Dims.isKnown(count) ? count : 1;
  }

  /** The extremes over axes; of two operands, where the second is given, element by element. */
  static Builtin.Composition extreme(Reduce.Kind reduction, Binary.Kind pairwise) {
    return a -> {
      if (a.has(1)) {
        return a.operators().arithmetic(pairwise, a.value(0), a.value(1), a.call(), a.name());
      }
      return reduce(a, a.tensor(0), 2, (g, x, axes) -> g.reduce(reduction, x, axes));
    };
  }

  static Value variance(Arguments a) {
    return reduce(a, a.floats(0), (g, x, axes) -> variance(a, g, x, axes));
  }

  static Value deviation(Arguments a) {
    return reduce(
        a, a.floats(0), (g, x, axes) -> g.unary(Unary.Kind.SQRT, variance(a, g, x, axes)));
  }

  private static Tensor variance(Arguments a, Graph g, Tensor x, int[] axes) {
    Tensor mean = g.unreduce(mean(a.dims(), g, x, axes), x.dims(), axes);
    Tensor off = g.binary(Binary.Kind.SUB, x, mean);
    Tensor squares = g.reduce(Reduce.Kind.SUM, g.binary(Binary.Kind.MUL, off, off), axes);
    double count = count(a.dims(), x, axes) - a.real(3);
    return g.binary(Binary.Kind.DIV, squares, g.like(squares, count));
  }

  static Value logsumexp(Arguments a) {
    return reduce(a, a.floats(0), Reductions::logsumexp);
  }

  static Tensor logsumexp(Graph g, Tensor x, int... axes) {
    Tensor shift = shift(g, x, axes);
    return g.binary(Binary.Kind.ADD, logOfShiftedSum(g, x, shift, axes), shift);
  }

  /**
   * What is subtracted before exp: the maximum, but not an infinite one, as inf - inf would be NaN.
   * As it is added again, it stands still.
   */
  static Tensor shift(Graph g, Tensor x, int... axes) {
    Tensor largest = g.reduce(Reduce.Kind.MAX, x, axes);
    Tensor infinity = g.like(largest, Double.POSITIVE_INFINITY);
    Tensor finite = g.compare(Compare.Kind.LT, g.unary(Unary.Kind.ABS, largest), infinity);
    return g.unary(Unary.Kind.STOP, g.select(finite, largest, g.like(largest, 0)));
  }

  /** log(sum(exp(x - shift))) */
  static Tensor logOfShiftedSum(Graph g, Tensor x, Tensor shift, int... axes) {
    Tensor y = g.binary(Binary.Kind.SUB, x, g.unreduce(shift, x.dims(), axes));
    Tensor sum = g.reduce(Reduce.Kind.SUM, g.unary(Unary.Kind.EXP, y), axes);
    return g.unary(Unary.Kind.LOG, sum);
  }

  /** Halves the reduced elements until one is left: log n roundings, and no division in VJPs. */
  static Value prod(Arguments a) {
    return reduce(
        a,
        a.numbers(0),
        (g, x, axes) -> {
          Tensor type = g.reduce(Reduce.Kind.SUM, x, axes);
          return g.isRecording() && axes.length > 0 ? halve(g, x, axes, type) : type;
        });
  }

  private static Tensor halve(Graph g, Tensor x, int[] axes, Tensor result) {
    int[] order = new int[x.rank()];
    int kept = 0;
    long size = 1;
    for (int axis = 0, next = 0; axis < x.rank(); axis++) {
      if (next < axes.length && axes[next] == axis) {
        order[x.rank() - axes.length + next++] = axis;
        size *= x.dims()[axis];
      } else {
        order[kept++] = axis;
      }
    }
    long[] dims = java.util.Arrays.copyOf(result.dims(), kept + 1);
    dims[kept] = size;
    Tensor rest = g.reshape(g.transpose(x, order), dims);
    while (size > 1) {
      long half = size / 2;
      Tensor low = g.slice(rest, kept, 0, half);
      Tensor high = g.slice(rest, kept, half, 2 * half);
      Tensor product = g.binary(Binary.Kind.MUL, low, high);
      boolean odd = size % 2 == 1;
      rest = odd ? g.concat(kept, product, g.slice(rest, kept, size - 1, size)) : product;
      size = half + (odd ? 1 : 0);
    }
    return g.reshape(rest, result.dims());
  }

  /** Adds the tensor to itself shifted by 1, 2, 4, .. places. */
  static Value cumsum(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.numbers(0);
    int axis = a.axis(1, x.rank());
    long size = x.dims()[axis];
    for (long shift = 1; Dims.isKnown(size) && shift < size; shift *= 2) {
      long[] low = new long[x.rank()];
      low[axis] = shift;
      Tensor zero = g.constant(x.dtype(), 0);
      long[] none = new long[x.rank()];
      Tensor moved = g.pad(g.slice(x, axis, 0, size - shift), zero, low, none, none);
      x = g.binary(Binary.Kind.ADD, x, moved);
    }
    return x;
  }

  /** The first place of the extreme element; a NaN counts as extreme. Without an axis, of all. */
  static Builtin.Composition place(Reduce.Kind kind) {
    return a -> {
      Graph g = a.graph();
      Tensor x = a.tensor(0);
      long[] original = x.dims();
      boolean all = !a.has(1);
      if (all) {
        x = g.reshape(x, a.dims().product(original));
      }
      int axis = all ? 0 : a.axis(1, x.rank());
      Tensor place = place(g, kind, x, axis);
      if (!a.flag(2)) {
        return place;
      }
      int[] axes = {axis};
      long[] ones = new long[original.length];
      java.util.Arrays.fill(ones, 1);
      return g.reshape(place, all ? ones : kept(original, axes));
    };
  }

  private static Tensor place(Graph g, Reduce.Kind kind, Tensor x, int axis) {
    Tensor extreme = g.unreduce(g.reduce(kind, x, axis), x.dims(), axis);
    Tensor found = g.compare(Compare.Kind.EQ, x, extreme);
    if (x.dtype().isFloat()) {
      found = g.binary(Binary.Kind.OR, found, g.compare(Compare.Kind.NE, x, x));
    }
    Tensor places = g.iota(DType.I64, x.dims(), axis);
    Tensor none = g.constant(DType.I64, Long.MAX_VALUE, x.dims());
    return g.reduce(Reduce.Kind.MIN, g.select(found, places, none), axis);
  }
}
