package mind.compiler.check.builtins;

import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.kernel.DType;

/** Tensors from shapes and numbers. */
final class Creation {
  private Creation() {}

  static Builtin.Composition filled(int value) {
    return a -> {
      DType dtype = a.dtype(1);
      return a.graph().constant(dtype, dtype.bits((long) value), a.shape(0));
    };
  }

  static Builtin.Composition filledLike(int value) {
    return a ->
        a.operators()
            .mapLeaves(
                a.value(0),
                a.call(),
                leaf -> {
                  Tensor x = a.kit().conversions().tensor(leaf, a.node(0));
                  return x == null ? Value.ERROR : a.graph().like(x, value);
                });
  }

  /** {@code full(shape, value)}: of the value's dtype, a literal is f32. */
  static Value full(Arguments a) {
    long[] dims = a.shape(0);
    Value value = a.value(1);
    DType own = Conversions.dtype(value);
    DType dtype = a.dtype(2, own == null ? DType.F32 : own);
    if (!Conversions.isScalar(value)) {
      throw a.wrong(1, "a scalar");
    }
    Value converted = Arguments.sound(a.operators().cast(value, dtype, a.node(1)));
    return Arguments.sound(a.kit().conversions().fill(converted, dtype, dims, a.node(1)));
  }

  static Value eye(Arguments a) {
    Graph g = a.graph();
    long rows = a.integer(0);
    long columns = a.has(1) ? a.integer(1) : rows;
    a.positive(rows, a.node(0));
    a.positive(columns, a.node(1));
    long[] dims = {rows, columns};
    Tensor diagonal =
        g.compare(Compare.Kind.EQ, g.iota(DType.I64, dims, 0), g.iota(DType.I64, dims, 1));
    return g.cast(diagonal, a.dtype(2));
  }

  /**
   * {@code arange(stop)}, {@code arange(start, stop, step)}: i64, or f32 if any of them is a float.
   */
  static Value arange(Arguments a) {
    boolean real = false;
    for (int i = 0; i < 3; i++) {
      real |= a.has(i) && !isInteger(a.value(i));
    }
    DType dtype = a.dtype(3, real ? DType.F32 : DType.I64);
    long count;
    if (real) {
      double start = a.has(1) ? a.real(0) : 0;
      double stop = a.has(1) ? a.real(1) : a.real(0);
      double step = step(a, a.real(2));
      // Not below zero: far below are the names of dimensions.
      count = Math.max(0, (long) Math.ceil((stop - start) / step));
      return ramp(a, count, dtype, dtype.bits(start), dtype.bits(step));
    }
    long start = a.has(1) ? a.integer(0) : 0;
    long stop = a.has(1) ? a.integer(1) : a.integer(0);
    long step = a.integer(2);
    step(a, (double) step);
    long span = a.dims().subtract(stop, start);
    if (Dims.isKnown(span) && Dims.isKnown(start) && Dims.isKnown(stop) && span != stop - start) {
      a.error(Code.TENSOR_SIZE, a.call(), "this range is too long");
      throw new Rejected();
    }
    count = count(a.dims(), span, step);
    return ramp(a, count, dtype, dtype.bits(start), dtype.bits(step));
  }

  /** How many steps it takes to cover a span, rounded up. */
  private static long count(Dims dims, long span, long step) {
    if (Dims.isKnown(span) && Dims.isKnown(step)) {
      return Math.max(0, Math.ceilDiv(span, step));
    }
    long almost = Dims.isSymbol(step) ? dims.subtract(step, 1) : step - Long.signum(step);
    return step == 1 ? span : dims.quotient(dims.add(span, almost), step);
  }

  private static boolean isInteger(Value value) {
    DType dtype = Conversions.dtype(value);
    return dtype != null ? dtype.isInteger() : value instanceof Untyped u && !u.real();
  }

  private static double step(Arguments a, double step) {
    if (step == 0) {
      a.error(Code.DIMENSION, a.node(2), "a step of 0 never arrives");
      throw new Rejected();
    }
    return step;
  }

  private static Value ramp(Arguments a, long count, DType dtype, long start, long step) {
    Graph g = a.graph();
    if (Dims.isKnown(count) && count < 1) {
      a.error(Code.DIMENSION, a.call(), "this range is empty: dimensions are at least 1");
      throw new Rejected();
    }
    long[] dims = {count};
    Tensor ramp = g.iota(dtype, dims, 0);
    if (step != dtype.bits(1L)) {
      ramp = g.binary(Binary.Kind.MUL, ramp, g.constant(dtype, step, dims));
    }
    return start == 0 ? ramp : g.binary(Binary.Kind.ADD, ramp, g.constant(dtype, start, dims));
  }

  /**
   * {@code count} numbers from start to stop, both included: start + (stop - start) (i / (count -
   * 1)), computed in f64 and then rounded; the last one is stop itself.
   */
  static Value linspace(Arguments a) {
    double start = a.real(0);
    double stop = a.real(1);
    long count = a.integer(2);
    a.positive(count, a.node(2));
    DType dtype = a.dtype(3);
    long[] dims = {count};
    Graph g = a.graph();
    if (count == 1) {
      return g.constant(dtype, dtype.bits(start), dims);
    }
    Tensor i = g.iota(DType.F64, dims, 0);
    Tensor last = g.like(i, (double) (count - 1));
    Tensor part = g.binary(Binary.Kind.DIV, i, last);
    Tensor off = g.binary(Binary.Kind.MUL, part, g.like(i, stop - start));
    Tensor place = g.binary(Binary.Kind.ADD, off, g.like(i, start));
    Tensor isLast = g.compare(Compare.Kind.EQ, i, last);
    return g.cast(g.select(isLast, g.like(i, stop), place), dtype);
  }

  /** Labels to rows with a 1 at the label; all 0 for a label out of range. */
  static Value oneHot(Arguments a) {
    Graph g = a.graph();
    Tensor labels = a.integers(0);
    long classes = a.integer(1);
    a.positive(classes, a.node(1));
    long[] dims = java.util.Arrays.copyOf(labels.dims(), labels.rank() + 1);
    dims[labels.rank()] = classes;
    Tensor repeated = g.unreduce(labels, dims, labels.rank());
    Tensor hit = g.compare(Compare.Kind.EQ, repeated, g.iota(labels.dtype(), dims, labels.rank()));
    return g.cast(hit, a.dtype(2));
  }
}
