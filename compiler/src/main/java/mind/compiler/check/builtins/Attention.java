package mind.compiler.check.builtins;

import java.util.Arrays;
import java.util.List;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/**
 * {@code attention(q, k, v, mask, causal, scale)}: softmax(q k^T scale) v, for q [.., n, d], k [..,
 * m, d] and v [.., m, e].
 */
final class Attention {
  private Attention() {}

  static Value attention(Arguments a) {
    Graph g = a.graph();
    Tensor q = matrix(a, 0, a.floats(0));
    Tensor k = matrix(a, 1, a.tensor(1, q.dtype()));
    Tensor v = matrix(a, 2, a.tensor(2, q.dtype()));
    a.sameDType(0, List.of(q, k, v));
    agree(a, "q", q, "k", k, 1);
    agree(a, "k", k, "v", v, 2);
    int[] order = new int[k.rank()];
    Arrays.setAll(order, i -> i);
    order[k.rank() - 2] = k.rank() - 1;
    order[k.rank() - 1] = k.rank() - 2;
    Tensor products = product(a, q, g.transpose(k, order));
    Tensor scale = g.broadcast(scale(a, q), products.dims());
    Tensor scores = g.binary(Binary.Kind.MUL, products, scale);
    Tensor seen = a.flag(4) ? causal(g, scores) : scores;
    Tensor weights =
        a.has(3) ? weights(g, masked(a, seen)) : Activations.softmax(g, seen, seen.rank() - 1);
    return product(a, weights, v);
  }

  private static Tensor matrix(Arguments a, int i, Tensor x) {
    if (x.rank() < 2) {
      a.error(Code.RANK, a.node(i), "`attention` needs at least two dimensions")
          .note("`" + a.parameter(i) + "` is " + a.describe(x))
          .note("it is called with q [.., n, d], k [.., m, d], v [.., m, e]");
      throw new Rejected();
    }
    return x;
  }

  /** The dimension {@code fromEnd} of both is contracted. */
  private static void agree(
      Arguments a, String left, Tensor x, String right, Tensor y, int fromEnd) {
    long one = x.dims()[x.rank() - fromEnd];
    long other = y.dims()[y.rank() - fromEnd];
    if (one != other) {
      String which = fromEnd == 1 ? "last dimension" : "last but one dimension";
      String sizes = a.dims().text(one) + " and " + a.dims().text(other);
      a.error(
              Code.INNER_DIMENSIONS,
              a.call(),
              "`" + left + "` and `" + right + "` differ in their " + which + ": " + sizes)
          .note("`" + left + "` is " + a.describe(x))
          .note("`" + right + "` is " + a.describe(y));
      throw new Rejected();
    }
  }

  private static Tensor product(Arguments a, Tensor x, Tensor y) {
    if (a.kit().matrix().multiply(x, y, a.call()) instanceof Tensor product) {
      return product;
    }
    throw new Rejected();
  }

  /** 1 / sqrt(d) unless given. */
  private static Tensor scale(Arguments a, Tensor q) {
    if (!a.has(5)) {
      long d = q.dims()[q.rank() - 1];
      return a.graph().scalar(q.dtype(), Dims.isKnown(d) ? 1 / Math.sqrt((double) d) : 1);
    }
    Tensor scale = a.tensor(5, q.dtype());
    if (scale.rank() != 0 || scale.dtype() != q.dtype()) {
      throw a.wrong(5, "a scalar of `q`'s dtype");
    }
    return scale;
  }

  /** Row i sees columns up to i. */
  private static Tensor causal(Graph g, Tensor scores) {
    Tensor row = g.iota(DType.I64, scores.dims(), scores.rank() - 2);
    Tensor column = g.iota(DType.I64, scores.dims(), scores.rank() - 1);
    return hidden(g, g.compare(Compare.Kind.LE, column, row), scores);
  }

  private static Tensor hidden(Graph g, Tensor visible, Tensor scores) {
    return g.select(visible, scores, g.like(scores, Double.NEGATIVE_INFINITY));
  }

  /** A mask of bool is true where a column is seen; one of floats is added. */
  private static Tensor masked(Arguments a, Tensor scores) {
    Graph g = a.graph();
    Tensor mask = a.tensor(3, scores.dtype());
    if (mask.dtype() != DType.BOOL && mask.dtype() != scores.dtype()) {
      throw a.dtype(3, mask, "a mask of bool, or of `q`'s dtype");
    }
    long[] dims = a.operators().broadcasting().shape(mask.dims(), scores.dims(), a.node(3));
    if (dims == null) {
      throw new Rejected();
    }
    if (!Arrays.equals(dims, scores.dims())) {
      a.error(Code.BROADCAST, a.node(3), "`mask` does not fit the scores")
          .note("`mask` is " + a.describe(mask))
          .note("the scores are " + a.describe(scores) + ": [.., n, m]");
      throw new Rejected();
    }
    Tensor repeated = g.broadcastTo(mask, dims);
    return mask.dtype() == DType.BOOL
        ? hidden(g, repeated, scores)
        : g.binary(Binary.Kind.ADD, scores, repeated);
  }

  /** Softmax along the last axis, but all 0 for a row that sees nothing, rather than 0 / 0. */
  private static Tensor weights(Graph g, Tensor scores) {
    int last = scores.rank() - 1;
    Tensor shift = g.unreduce(Reductions.shift(g, scores, last), scores.dims(), last);
    Tensor powers = g.unary(Unary.Kind.EXP, g.binary(Binary.Kind.SUB, scores, shift));
    Tensor sum = g.reduce(Reduce.Kind.SUM, powers, last);
    Tensor none = g.compare(Compare.Kind.EQ, sum, g.like(sum, 0));
    Tensor total = g.select(none, g.like(sum, 1), sum);
    return g.binary(Binary.Kind.DIV, powers, g.unreduce(total, scores.dims(), last));
  }
}
