package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.kernel.DType;

/** What rearranges elements without computing with them. */
final class Shapes {
  private Shapes() {}

  static Value reshape(Arguments a) {
    Tensor x = a.tensor(0);
    long[] dims = a.integers(1, "a shape such as [2, -1]");
    long total = a.dims().product(x.dims());
    int open = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != -1) {
        a.positive(dims[i], a.node(1));
        known = a.dims().multiply(known, dims[i]);
      } else if (open >= 0) {
        a.error(Code.RESHAPE, a.node(1), "only one dimension of a reshape can be -1");
        throw new Rejected();
      } else {
        open = i;
      }
    }
    if (open >= 0) {
      dims[open] = a.dims().exactQuotient(total, known);
    }
    if (open >= 0 ? dims[open] == 0 : known != total) {
      long[] shown = dims.clone();
      if (open >= 0) {
        shown[open] = -1;
      }
      Diagnostics.Draft draft =
          a.error(Code.RESHAPE, a.call(), "reshape changes the element count");
      draft.note("from " + a.dims().text(x.dims()) + ": " + a.dims().text(total) + " elements");
      draft.note(
          "to "
              + a.dims().text(shown)
              + ": "
              + (open >= 0 ? "a multiple of " : "")
              + a.dims().text(known)
              + " elements");
      throw new Rejected();
    }
    return a.graph().reshape(x, dims);
  }

  static Value transpose(Arguments a) {
    Tensor x = a.tensor(0);
    int rank = x.rank();
    int[] order = new int[rank];
    Arrays.setAll(order, i -> rank - 1 - i);
    if (a.has(1)) {
      long[] given = a.integers(1, "a permutation of the axes");
      boolean[] seen = new boolean[rank];
      boolean fits = given.length == rank;
      for (int i = 0; fits && i < rank; i++) {
        long axis = given[i] < 0 ? given[i] + rank : given[i];
        fits = axis >= 0 && axis < rank && !seen[(int) axis];
        if (fits) {
          seen[(int) axis] = true;
          order[i] = (int) axis;
        }
      }
      if (!fits) {
        a.error(
                Code.PERMUTATION,
                a.node(1),
                Arrays.toString(given) + " is no permutation of the axes")
            .note("the tensor is " + a.describe(x) + ": its axes are 0 to " + (rank - 1))
            .note("each of them must be there once");
        throw new Rejected();
      }
    }
    return a.graph().transpose(x, order);
  }

  static Value expandDims(Arguments a) {
    Tensor x = a.tensor(0);
    long[] given = a.integers(1, "an axis or a list of axes");
    int rank = x.rank() + given.length;
    int[] axes = a.axes(1, rank);
    long[] dims = new long[rank];
    int next = 0;
    for (int i = 0, from = 0; i < rank; i++) {
      boolean added = next < axes.length && axes[next] == i;
      dims[i] = added ? 1 : x.dims()[from++];
      next += added ? 1 : 0;
    }
    return a.graph().reshape(x, dims);
  }

  static Value squeeze(Arguments a) {
    Tensor x = a.tensor(0);
    boolean given = a.has(1);
    int[] axes = a.axes(1, x.rank());
    List<Long> kept = new ArrayList<>();
    for (int i = 0, next = 0; i < x.rank(); i++) {
      boolean named = next < axes.length && axes[next] == i;
      next += named ? 1 : 0;
      long dim = x.dims()[i];
      if (named && given && dim != 1) {
        a.error(Code.SQUEEZE, a.node(1), "dimension " + i + " is " + a.dims().text(dim) + ", not 1")
            .note("the tensor is " + a.describe(x));
        throw new Rejected();
      }
      if (!named || dim != 1) {
        kept.add(dim);
      }
    }
    return a.graph().reshape(x, kept.stream().mapToLong(Long::longValue).toArray());
  }

  static Value flatten(Arguments a) {
    Tensor x = a.tensor(0);
    return a.graph().reshape(x, a.dims().product(x.dims()));
  }

  static Value broadcastTo(Arguments a) {
    Tensor x = a.tensor(0);
    long[] dims = a.shape(1);
    long[] common = a.operators().broadcasting().shape(x.dims(), dims, a.call());
    if (common == null) {
      throw new Rejected();
    }
    if (!Arrays.equals(common, dims)) {
      a.error(Code.BROADCAST, a.call(), "this shape can't hold the tensor")
          .note("the tensor is " + a.describe(x))
          .note("the shape is " + a.dims().text(dims));
      throw new Rejected();
    }
    return a.graph().broadcastTo(x, dims);
  }

  static Value concat(Arguments a) {
    Tensor[] parts = a.tensors(0);
    int axis = a.axis(1, parts[0].rank());
    for (Tensor part : parts) {
      boolean fits = part.rank() == parts[0].rank();
      for (int i = 0; fits && i < part.rank(); i++) {
        fits = i == axis || part.dims()[i] == parts[0].dims()[i];
      }
      if (!fits) {
        differ(a, parts[0], part, " except along axis " + axis);
      }
    }
    return a.graph().concat(axis, parts);
  }

  static Value stack(Arguments a) {
    Tensor[] parts = a.tensors(0);
    int axis = a.axis(1, parts[0].rank() + 1);
    long[] dims = new long[parts[0].rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == axis ? 1 : parts[0].dims()[i < axis ? i : i - 1];
    }
    for (int i = 0; i < parts.length; i++) {
      if (!Arrays.equals(parts[i].dims(), parts[0].dims()) && parts[i].rank() != dims.length) {
        differ(a, parts[0], parts[i], "");
      }
    }
    Tensor[] rows = new Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!Arrays.equals(parts[i].dims(), parts[0].dims())) {
        differ(a, parts[0], parts[i], "");
      }
      rows[i] = a.graph().reshape(parts[i], dims);
    }
    return a.graph().concat(axis, rows);
  }

  private static void differ(Arguments a, Tensor first, Tensor other, String where) {
    boolean rank = first.rank() != other.rank();
    a.error(
            rank ? Code.RANK : Code.BROADCAST,
            a.node(0),
            "`" + a.name() + "` needs equal shapes" + where)
        .note("one is " + a.describe(first))
        .note("another is " + a.describe(other));
    throw new Rejected();
  }

  /** {@code split(x, count, axis)}: a tuple of equal parts; {@code split(x, [2, 5])} at places. */
  static Value split(Arguments a) {
    Tensor x = a.tensor(0);
    int axis = a.axis(2, x.rank());
    if (a.value(1) instanceof Value.Array) {
      return cut(a, x, axis);
    }
    long count = a.integer(1);
    a.positive(count, a.node(1));
    long size = x.dims()[axis];
    long part = a.dims().exactQuotient(size, count);
    if (part == 0 || count > 10_000) {
      a.error(
              Code.RESHAPE,
              a.call(),
              "axis " + axis + " does not split into " + a.dims().text(count) + " equal parts")
          .note("the tensor is " + a.describe(x));
      throw new Rejected();
    }
    Value[] parts = new Value[(int) count];
    for (int i = 0; i < parts.length; i++) {
      long start = a.dims().multiply(i, part);
      parts[i] = a.graph().slice(x, axis, start, a.dims().add(start, part));
    }
    return Value.tuple(parts);
  }

  private static Value cut(Arguments a, Tensor x, int axis) {
    long[] places = a.integers(1, "a count or a list of places");
    Value[] parts = new Value[places.length + 1];
    for (int i = 0; i < parts.length; i++) {
      long start = i == 0 ? 0 : places[i - 1];
      long end = i < places.length ? places[i] : x.dims()[axis];
      a.positive(a.dims().subtract(end, start), a.node(1));
      parts[i] = a.graph().slice(x, axis, start, end);
    }
    return Value.tuple(parts);
  }

  /** Reverses the order along axes, by index: the IR has no negative stride. */
  static Value flip(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.tensor(0);
    for (int axis : a.axes(1, x.rank())) {
      x = reverse(g, x, axis);
    }
    return x;
  }

  static Tensor reverse(Graph g, Tensor x, int axis) {
    long size = x.dims()[axis];
    long[] dims = {size};
    Tensor last = g.constant(DType.I64, size - 1, dims);
    Tensor order = g.binary(Binary.Kind.SUB, last, g.iota(DType.I64, dims, 0));
    return g.gather(x, order, axis, 0);
  }

  /** {@code take(x, indices, axis)}: negative indices count from the end. */
  static Value take(Arguments a) {
    Tensor x = a.tensor(0);
    Tensor indices = a.integers(1);
    int axis = a.axis(2, x.rank());
    return a.graph().gather(x, fromEnd(a.graph(), indices, x.dims()[axis]), axis, 0);
  }

  static Tensor fromEnd(Graph g, Tensor indices, long size) {
    Tensor negative = g.compare(Compare.Kind.LT, indices, g.like(indices, 0));
    Tensor moved =
        g.binary(Binary.Kind.ADD, indices, g.constant(indices.dtype(), size, indices.dims()));
    return g.select(negative, moved, indices);
  }

  /** Keeps the elements on one side of the {@code k}-th diagonal of the last two dimensions. */
  static Builtin.Composition triangle(Compare.Kind kept) {
    return a -> {
      Graph g = a.graph();
      Tensor x = a.tensor(0);
      if (x.rank() < 2) {
        a.error(Code.RANK, a.node(0), "`" + a.name() + "` needs at least two dimensions")
            .note("its argument is " + a.describe(x));
        throw new Rejected();
      }
      Tensor row = g.iota(DType.I64, x.dims(), x.rank() - 2);
      Tensor column = g.iota(DType.I64, x.dims(), x.rank() - 1);
      Tensor shifted =
          g.binary(Binary.Kind.ADD, row, g.constant(DType.I64, a.integer(1), x.dims()));
      return g.select(g.compare(kept, column, shifted), x, g.like(x, 0));
    };
  }

  static Value shape(Arguments a) {
    Tensor x = a.tensor(0);
    Value[] dims = new Value[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = new Static(DType.I64, x.dims()[i]);
    }
    return Value.array(dims);
  }

  static Value rank(Arguments a) {
    return new Static(DType.I64, a.tensor(0).rank());
  }
}
