package mind.compiler.check.builtins;

import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;

/** Activation functions. */
final class Activations {
  private Activations() {}

  static Value leakyRelu(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    Tensor slope = g.like(x, a.real(1));
    Tensor negative = g.compare(Compare.Kind.LT, x, g.like(x, 0));
    return g.select(negative, g.binary(Binary.Kind.MUL, slope, x), x);
  }

  static Tensor silu(Graph g, Tensor x) {
    return g.binary(Binary.Kind.MUL, x, g.unary(Unary.Kind.LOGISTIC, x));
  }

  /** max(x, 0) + log1p(exp(-|x|)), with the slopes of both parts at 0 adding up to 1/2. */
  static Tensor softplus(Graph g, Tensor x) {
    Tensor positive = g.compare(Compare.Kind.GT, x, g.like(x, 0));
    Tensor minus = g.select(positive, g.unary(Unary.Kind.NEG, x), x);
    Tensor tail = g.unary(Unary.Kind.LOG1P, g.unary(Unary.Kind.EXP, minus));
    return g.binary(Binary.Kind.ADD, g.select(positive, x, g.like(x, 0)), tail);
  }

  /** x (1 + erf(x / sqrt 2)) / 2, or its tanh form. */
  static Value gelu(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.floats(0);
    Tensor inner;
    if (a.flag(1)) {
      Tensor cube = g.binary(Binary.Kind.MUL, g.binary(Binary.Kind.MUL, x, x), x);
      Tensor sum =
          g.binary(Binary.Kind.ADD, x, g.binary(Binary.Kind.MUL, g.like(x, 0.044715), cube));
      Tensor scaled = g.binary(Binary.Kind.MUL, g.like(x, Math.sqrt(2 / Math.PI)), sum);
      inner = g.unary(Unary.Kind.TANH, scaled);
    } else {
      Tensor scaled = g.binary(Binary.Kind.MUL, g.like(x, Math.sqrt(0.5)), x);
      inner = g.unary(Unary.Kind.ERF, scaled);
    }
    Tensor half = g.binary(Binary.Kind.MUL, g.like(x, 0.5), x);
    return g.binary(Binary.Kind.MUL, half, g.binary(Binary.Kind.ADD, g.like(x, 1), inner));
  }

  /** The largest element stands still: it cancels from the value and so from the derivative. */
  private static Tensor shifted(Graph g, Tensor x, int axis) {
    Tensor largest = g.unary(Unary.Kind.STOP, g.reduce(Reduce.Kind.MAX, x, axis));
    return g.binary(Binary.Kind.SUB, x, g.unreduce(largest, x.dims(), axis));
  }

  static Value softmax(Arguments a) {
    Tensor x = a.floats(0);
    return softmax(a.graph(), x, a.axis(1, x.rank()));
  }

  static Tensor softmax(Graph g, Tensor x, int axis) {
    Tensor powers = g.unary(Unary.Kind.EXP, shifted(g, x, axis));
    Tensor sum = g.reduce(Reduce.Kind.SUM, powers, axis);
    return g.binary(Binary.Kind.DIV, powers, g.unreduce(sum, x.dims(), axis));
  }

  static Value logSoftmax(Arguments a) {
    Tensor x = a.floats(0);
    return logSoftmax(a.graph(), x, a.axis(1, x.rank()));
  }

  static Tensor logSoftmax(Graph g, Tensor x, int axis) {
    Tensor y = shifted(g, x, axis);
    Tensor sum = g.reduce(Reduce.Kind.SUM, g.unary(Unary.Kind.EXP, y), axis);
    Tensor log = g.unary(Unary.Kind.LOG, sum);
    return g.binary(Binary.Kind.SUB, y, g.unreduce(log, x.dims(), axis));
  }
}
