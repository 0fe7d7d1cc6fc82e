package mind.compiler.check.builtins;

import java.util.Arrays;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;

/** Loss functions; each is the mean over all its samples. */
final class Losses {
  private Losses() {}

  static Value meanSquaredError(Arguments a) {
    Graph g = a.graph();
    Operators.Pair pair = a.operators().align(a.value(0), a.value(1), a.call(), a.name());
    if (pair == null) {
      return Value.ERROR;
    }
    if (!pair.a().dtype().isFloat()) {
      throw a.dtype(0, pair.a(), "a float");
    }
    Tensor difference = g.binary(Binary.Kind.SUB, pair.a(), pair.b());
    return meanOfAll(a, g.binary(Binary.Kind.MUL, difference, difference));
  }

  private static Tensor meanOfAll(Arguments a, Tensor x) {
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, axis -> axis);
    return Reductions.mean(a.dims(), a.graph(), x, axes);
  }

  /**
   * The mean of logsumexp(row) - row[label] for labels by number; of -sum(target log_softmax) for
   * targets of the logits' own shape. Classes run along the last axis.
   */
  static Value crossEntropy(Arguments a) {
    Graph g = a.graph();
    Tensor logits = a.floats(0);
    Tensor target = a.tensor(1);
    int last = logits.rank() - 1;
    if (logits.rank() == 0) {
      a.error(Code.RANK, a.node(0), "`cross_entropy` needs logits with an axis of classes")
          .note("they are " + a.describe(logits));
      throw new Rejected();
    }
    if (target.dtype() == logits.dtype()) {
      check(a, logits, target, logits.dims());
      Tensor log = Activations.logSoftmax(g, logits, last);
      Tensor product = g.binary(Binary.Kind.MUL, target, log);
      Tensor sum = g.reduce(Reduce.Kind.SUM, product, last);
      return meanOfAll(a, g.unary(Unary.Kind.NEG, sum));
    }
    if (!target.dtype().isInteger()) {
      throw a.dtype(1, target, "labels of i32 or i64, or targets of the logits' dtype");
    }
    check(a, logits, target, Arrays.copyOf(logits.dims(), last));
    // Not logsumexp - picked, which would round at the magnitude of the logits.
    Tensor shift = Reductions.shift(g, logits, last);
    Tensor picked = g.binary(Binary.Kind.SUB, g.gather(logits, target, last, last), shift);
    Tensor total = Reductions.logOfShiftedSum(g, logits, shift, last);
    return meanOfAll(a, g.binary(Binary.Kind.SUB, total, picked));
  }

  private static void check(Arguments a, Tensor logits, Tensor target, long[] wanted) {
    if (!Arrays.equals(target.dims(), wanted)) {
      boolean rank = target.rank() != wanted.length;
      a.error(
              rank ? Code.RANK : Code.BROADCAST,
              a.node(1),
              "the labels' shape does not fit the logits")
          .note("the logits are " + a.describe(logits))
          .note(
              "the labels are " + a.describe(target) + ", " + a.dims().text(wanted) + " is needed");
      throw new Rejected();
    }
  }
}
