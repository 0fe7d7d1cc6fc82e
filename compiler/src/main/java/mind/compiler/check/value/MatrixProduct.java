package mind.compiler.check.value;

import java.util.Arrays;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * {@code a @ b} as NumPy has it: vectors are a row on the left and a column on the right, leading
 * dimensions broadcast. A right side of two dimensions is never repeated: the left becomes one
 * matrix.
 */
public final class MatrixProduct {
  private final Session session;
  private final Graph graph;
  private final Conversions conversions;
  private final Operators operators;

  public MatrixProduct(Session session, Conversions conversions, Operators operators) {
    this.session = session;
    this.graph = session.graph();
    this.conversions = conversions;
    this.operators = operators;
  }

  public Value multiply(Value a, Value b, Node at) {
    Tensor left = conversions.tensor(a, Conversions.dtype(b), at);
    Tensor right = left == null ? null : conversions.tensor(b, left.dtype(), at);
    if (left == null || right == null || !check(left, right, at)) {
      return Value.ERROR;
    }
    Tensor x = left.rank() == 1 ? graph.reshape(left, 1, left.dims()[0]) : left;
    Tensor y = right.rank() == 1 ? graph.reshape(right, right.dims()[0], 1) : right;
    Tensor product = y.rank() == 2 ? byMatrix(x, y) : batched(x, y, at);
    if (product == null) {
      return Value.ERROR;
    }
    long[] dims = product.dims();
    int rank = dims.length;
    if (right.rank() == 1) {
      dims = Arrays.copyOf(dims, --rank);
    }
    if (left.rank() == 1) {
      long last = dims[rank - 1];
      dims = Arrays.copyOf(dims, rank - 1);
      if (right.rank() != 1) {
        dims[rank - 2] = last;
      }
    }
    return graph.reshape(product, dims);
  }

  private Tensor byMatrix(Tensor x, Tensor y) {
    int rank = x.rank();
    if (rank == 2) {
      return graph.matmul(x, y);
    }
    long inner = x.dims()[rank - 1];
    long[] outer = Arrays.copyOf(x.dims(), rank - 1);
    long rows = session.dims().product(outer);
    Tensor product = graph.matmul(graph.reshape(x, rows, inner), y);
    long[] dims = x.dims().clone();
    dims[rank - 1] = y.dims()[1];
    return graph.reshape(product, dims);
  }

  private @Nullable Tensor batched(Tensor x, Tensor y, Node at) {
    long[] left = Arrays.copyOf(x.dims(), x.rank() - 2);
    long[] right = Arrays.copyOf(y.dims(), y.rank() - 2);
    long[] batch = operators.broadcasting().shape(left, right, at);
    if (batch == null) {
      return null;
    }
    return graph.matmul(repeat(x, batch), repeat(y, batch));
  }

  private Tensor repeat(Tensor x, long[] batch) {
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = x.dims()[x.rank() - 2];
    dims[batch.length + 1] = x.dims()[x.rank() - 1];
    return graph.broadcastTo(x, dims);
  }

  private boolean check(Tensor a, Tensor b, Node at) {
    Describe describe = conversions.describe();
    if (a.dtype() != b.dtype()) {
      session
          .error(
              Code.DTYPE_MISMATCH, at, "matmul of " + a.dtype().text() + " and " + b.dtype().text())
          .note("the left side is " + describe.value(a))
          .note("the right side is " + describe.value(b))
          .help("convert one side with `as`");
      return false;
    }
    if (a.dtype() == DType.BOOL) {
      session
          .error(Code.DTYPE_NOT_ALLOWED, at, "matmul is not defined on bool")
          .help("convert with `as f32`");
      return false;
    }
    if (a.rank() == 0 || b.rank() == 0) {
      session
          .error(Code.RANK, at, "matmul of a scalar")
          .note("the left side is " + describe.value(a))
          .note("the right side is " + describe.value(b))
          .help("scale with `*`");
      return false;
    }
    long inner = a.dims()[a.rank() - 1];
    long other = b.dims()[Math.max(0, b.rank() - 2)];
    if (inner != other) {
      Dims dims = session.dims();
      Diagnostics.Draft draft =
          session.error(
              Code.INNER_DIMENSIONS,
              at,
              "inner dimensions differ: " + dims.text(inner) + " and " + dims.text(other));
      draft.note(
          "the left side has the shape " + dims.text(a.dims()) + ", its last dimension counts");
      draft.note(
          "the right side has the shape "
              + dims.text(b.dims())
              + (b.rank() > 1 ? ", its last but one counts" : ""));
      session.noteOrigins(draft, at, a.rank() - 1, Math.max(0, b.rank() - 2));
      suggest(a, b, draft);
      return false;
    }
    return true;
  }

  private static void suggest(Tensor a, Tensor b, Diagnostics.Draft draft) {
    if (a.rank() == 2 && b.rank() == 2) {
      if (a.dims()[1] == b.dims()[1]) {
        draft.help("transpose the right side: `a @ transpose(b)`");
      } else if (a.dims()[0] == b.dims()[0]) {
        draft.help("transpose the left side: `transpose(a) @ b`");
      } else if (a.dims()[0] == b.dims()[1]) {
        draft.help("swap the sides: `b @ a`");
      }
    }
  }
}
