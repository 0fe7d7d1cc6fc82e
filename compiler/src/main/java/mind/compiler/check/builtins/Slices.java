package mind.compiler.check.builtins;

import java.util.Arrays;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Type;

/** What {@code x[..]} does, as functions; and padding. */
final class Slices {
  private Slices() {}

  private static final String WIDTHS =
      "a number, [before, after], or such a pair for each dimension";

  /**
   * {@code slice(x, starts, ends, steps, axes)}: {@code x[start:end:step]} along the axes given, or
   * the first ones.
   */
  static Value slice(Arguments a) {
    Tensor x = a.tensor(0);
    long[] starts = a.integers(1, "a start, or a list of them");
    int count = starts.length;
    long[] steps = each(a, 3, count, "a step, or one for each start");
    for (long step : steps) {
      a.positive(step, a.node(3));
    }
    long[] ends = a.has(2) ? each(a, 2, count, "an end for each start") : starts;
    long[] axes = new long[count];
    Arrays.setAll(axes, i -> i);
    if (a.has(4)) {
      axes = each(a, 4, count, "an axis for each start");
    }
    int[] places = places(a, axes, x.rank());
    Indices indices = new Indices(a.kit(), x);
    for (int place : places) {
      Long from = place < 0 ? null : Long.valueOf(starts[place]);
      Long to = place < 0 || !a.has(2) ? null : Long.valueOf(ends[place]);
      sound(indices.slice(from, to, place < 0 ? 1 : steps[place], a.call()));
    }
    return Arguments.sound(indices.read(a.call()));
  }

  /** One number for all, or as many as there should be. */
  private static long[] each(Arguments a, int i, int count, String what) {
    long[] given = a.integers(i, what);
    if (given.length != count && given.length != 1) {
      throw a.wrong(i, what);
    }
    long[] all = new long[count];
    Arrays.setAll(all, k -> given[given.length == 1 ? 0 : k]);
    return all;
  }

  /** For each dimension of the tensor where it stands in the list of axes, or -1. */
  private static int[] places(Arguments a, long[] axes, int rank) {
    int at = a.has(4) ? 4 : 1;
    int[] places = new int[rank];
    Arrays.fill(places, -1);
    for (int i = 0; i < axes.length; i++) {
      int axis = a.axis(axes[i], rank, a.node(at));
      if (places[axis] >= 0) {
        a.error(Code.AXIS_DUPLICATE, a.node(at), "axis " + axis + " is given twice");
        throw new Rejected();
      }
      places[axis] = i;
    }
    return places;
  }

  private static void sound(boolean sound) {
    if (!sound) {
      throw new Rejected();
    }
  }

  /** {@code index(x, i, j)} is {@code x[i, j]}; with an axis, {@code i} is along that. */
  static Value index(Arguments a) {
    Tensor x = a.tensor(0);
    Value given = a.value(1);
    int skipped = a.has(2) ? a.axis(2, x.rank()) : 0;
    Value[] parts =
        switch (given) {
          case Value.Array list when !a.has(2) -> list.elements();
          case Value.Tuple tuple when !a.has(2) -> tuple.parts();
          default -> new Value[] {given};
        };
    if (parts.length > x.rank()) {
      a.error(Code.RANK, a.call(), parts.length + " indices for a tensor of rank " + x.rank())
          .note("it is " + a.describe(x));
      throw new Rejected();
    }
    Indices indices = new Indices(a.kit(), x);
    for (int i = 0; i < skipped; i++) {
      sound(indices.slice(null, null, 1, a.call()));
    }
    for (Value part : parts) {
      boolean whole =
          part instanceof Value.Static || (part instanceof Value.Untyped u && !u.real());
      sound(
          whole
              ? indices.position(a.integer(part, 1), a.node(1))
              : indices.pick(a.tensor(part, null, 1), a.node(1)));
    }
    return Arguments.sound(indices.read(a.call()));
  }

  /**
   * {@code pad(x, widths, value, interior)}: a number for all sides, [before, after] for all
   * dimensions, or a pair for each.
   */
  static Value pad(Arguments a) {
    Graph g = a.graph();
    Tensor x = a.tensor(0);
    int rank = x.rank();
    long[] low = new long[rank];
    long[] high = new long[rank];
    for (int d = 0; d < rank; d++) {
      long[] pair = widths(a, rank, d);
      low[d] = pair[0];
      high[d] = pair[1];
    }
    long[] interior = a.counts(each(a, 3, rank, "a number, or one for each dimension"), 3);
    for (long between : interior) {
      if (Dims.isKnown(between) && between < 0) {
        throw a.wrong(3, "0 or more");
      }
      if (between == Type.MAX_ELEMENTS) {
        throw a.wrong(3, "less than " + between);
      }
    }
    Tensor value = a.tensor(2, x.dtype());
    if (value.rank() != 0 || value.dtype() != x.dtype()) {
      throw a.wrong(2, "a scalar of dtype " + x.dtype().text());
    }
    for (long dim : a.dims().padded(x.dims(), low, high, interior)) {
      a.positive(dim, a.node(1));
    }
    long[] none = new long[rank];
    g.checkSize(x.dtype(), a.dims().padded(x.dims(), none, none, interior)); // taken away later
    return g.pad(x, value, low, high, interior);
  }

  /** How much comes before and after along dimension {@code d}. */
  private static long[] widths(Arguments a, int rank, int d) {
    Value widths = a.value(1);
    boolean listed =
        widths instanceof Value.Array list
            && list.elements().length > 0
            && list.elements()[0] instanceof Value.Array;
    if (listed && widths instanceof Value.Array list) {
      if (list.elements().length != rank) {
        String message = list.elements().length + " pairs for a tensor of rank " + rank;
        a.error(Code.RANK, a.node(1), message);
        throw new Rejected();
      }
      widths = list.elements()[d];
    }
    long[] pair = a.counts(a.integers(widths, 1, WIDTHS), 1);
    if (pair.length != 2 && (listed || pair.length != 1)) {
      throw a.wrong(1, WIDTHS);
    }
    return new long[] {pair[0], pair[pair.length - 1]};
  }
}
