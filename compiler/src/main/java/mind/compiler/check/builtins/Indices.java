package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * The subscripts of one tensor, taken dimension by dimension, and what they select of it: a slice
 * of the whole, reversed where steps are negative, of which integer tensors then pick.
 */
public final class Indices {
  private static final int NEW = -1;

  private final Toolkit kit;
  private final Session session;
  private final Graph graph;
  private final Dims dims;
  private final Tensor x;

  /** What is selected of each dimension: those that are picked from are there in whole. */
  private final long[] starts;

  private final long[] ends;
  private final long[] steps;
  private final long[] sizes;
  private final boolean[] reversed;
  private final @Nullable Tensor[] picks;

  /** The picks that were checked already. */
  private final @Nullable Tensor[] checked;

  private final boolean[] dropped;

  /** The dimensions of x as the subscripts name them, {@link #NEW} ones between. */
  private final List<Integer> layout = new ArrayList<>();

  private int next;

  public Indices(Toolkit kit, Tensor x) {
    this.kit = kit;
    this.session = kit.session();
    this.graph = kit.graph();
    this.dims = kit.dims();
    this.x = x;
    starts = new long[x.rank()];
    ends = x.dims().clone();
    steps = new long[x.rank()];
    Arrays.fill(steps, 1);
    sizes = x.dims().clone();
    reversed = new boolean[x.rank()];
    picks = new Tensor[x.rank()];
    checked = new Tensor[x.rank()];
    dropped = new boolean[x.rank()];
  }

  /** {@code None} */
  public void newAxis() {
    layout.add(NEW);
  }

  /** The next dimensions in whole, so many. */
  public void whole(int count) {
    for (int i = 0; i < count; i++) {
      layout.add(next++);
    }
  }

  /** One position of the next dimension, which is dropped; false, and an error, if out of range. */
  public boolean position(long index, Node at) {
    long size = x.dims()[next];
    boolean known = Dims.isKnown(index) && Dims.isKnown(size);
    long place = Dims.isKnown(index) && index < 0 ? dims.add(index, size) : index;
    if (known && (place < 0 || place >= size)) {
      session
          .error(
              Code.INDEX_RANGE,
              at,
              "index " + index + " is out of range of dimension " + next + " of size " + size)
          .note("indices go from " + -size + " to " + (size - 1));
      return false;
    }
    starts[next] = place;
    ends[next] = dims.add(place, 1);
    sizes[next] = 1;
    dropped[next] = true;
    layout.add(next++);
    return true;
  }

  /** A range of the next dimension, its bounds cut to the tensor as Python does. */
  public boolean slice(@Nullable Long from, @Nullable Long to, long step, Node at) {
    long size = x.dims()[next];
    boolean down = Dims.isKnown(step) && step < 0;
    long last = dims.subtract(size, 1);
    long start = from == null ? (down ? last : 0) : bound(from, size, down);
    long end = to == null ? (down ? -1 : size) : bound(to, size, down);
    long span = down ? dims.subtract(start, end) : dims.subtract(end, start);
    if (Dims.isKnown(span) && span < 1) {
      session
          .error(Code.DIMENSION, at, "this slice is empty: dimensions are at least 1")
          .note("it goes from " + dims.text(start) + " to " + dims.text(end));
      return false;
    }
    long stride = down ? dims.multiply(step, -1) : step;
    // A longer step than the span takes the first element only, as the span itself does.
    stride = Dims.isKnown(stride) && Dims.isKnown(span) ? Math.min(stride, span) : stride;
    long count =
        stride == 1 ? span : dims.quotient(dims.add(span, dims.subtract(stride, 1)), stride);
    long first =
        down ? dims.subtract(start, dims.multiply(dims.subtract(count, 1), stride)) : start;
    starts[next] = first;
    ends[next] = down ? dims.add(start, 1) : end;
    steps[next] = stride;
    sizes[next] = count;
    reversed[next] = down;
    layout.add(next++);
    return true;
  }

  /** Where a bound lies; downwards the one below the first element is a place, too. */
  private long bound(long bound, long size, boolean down) {
    long place = Dims.isKnown(bound) && bound < 0 ? dims.add(bound, size) : bound;
    if (!down) {
      return dims.clamp(place, size);
    }
    return Dims.isKnown(place) && Dims.isKnown(size) ? Math.clamp(place, -1, size - 1) : place;
  }

  /** The next dimension by an integer tensor, whose own dimensions take its place. */
  public boolean pick(Tensor indices, Node at) {
    if (!indices.dtype().isInteger()) {
      if (indices.dtype() == DType.BOOL) {
        session
            .error(Code.UNSUPPORTED, at, "indexing by a mask is not supported")
            .note("the shape of its result would depend on the values")
            .help("`where(mask, x, 0)` keeps the shape");
        return false;
      }
      session
          .error(
              Code.DTYPE_NOT_ALLOWED,
              at,
              "an index must be i32 or i64, not " + indices.dtype().text())
          .help("convert with `as i64`");
      return false;
    }
    picks[next] = indices;
    layout.add(next++);
    return true;
  }

  /** What is selected; null, and an error, if the picks' shapes don't go together. */
  public @Nullable Tensor read(Node at) {
    whole(x.rank() - next);
    graph.at(at);
    Tensor part = graph.slice(x, sizes, starts, ends, steps);
    for (int d = 0; d < reversed.length; d++) {
      part = reversed[d] ? Shapes.reverse(graph, part, d) : part;
    }
    return Arrays.stream(picks).allMatch(pick -> pick == null)
        ? graph.reshape(part, shape(layout))
        : picked(part, at);
  }

  /** The shape of some of the layout, without picks and what is dropped. */
  private long[] shape(List<Integer> entries) {
    return entries.stream()
        .filter(d -> d == NEW || (!dropped[d] && picks[d] == null))
        .mapToLong(d -> d == NEW ? 1 : sizes[d])
        .toArray();
  }

  /**
   * The picks go together as NumPy's do: they broadcast to one shape, which takes their place if
   * they stand side by side, and the first place if not; known positions count as picks there.
   */
  private @Nullable Tensor picked(Tensor part, Node at) {
    List<Integer> places = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      int d = layout.get(i);
      if (d != NEW && (dropped[d] || picks[d] != null)) {
        places.add(i);
      }
      if (d != NEW && picks[d] != null) {
        from.add(d);
      }
    }
    boolean together = places.getLast() - places.getFirst() == places.size() - 1;
    int place = together ? places.getFirst() : 0;
    List<Integer> before = layout.subList(0, place);
    List<Integer> after = layout.subList(place, layout.size());
    Tensor indices = indices(from, at);
    if (indices == null) {
      return null;
    }
    int axis = kept(before).size();
    Tensor picked = graph.gather(rows(part, kept(before), from, kept(after)), indices, axis, 0);
    return graph.reshape(picked, joined(shape(before), indices.dims(), shape(after)));
  }

  private List<Integer> kept(List<Integer> entries) {
    return entries.stream().filter(d -> d != NEW && !dropped[d] && picks[d] == null).toList();
  }

  /** The part with its dimensions in this order, those that are picked from as one. */
  private Tensor rows(Tensor part, List<Integer> before, List<Integer> from, List<Integer> after) {
    int[] order = Stream.of(before, from, after).flatMap(List::stream).mapToInt(d -> d).toArray();
    int[] ascending = IntStream.of(order).sorted().toArray();
    int[] permutation = IntStream.of(order).map(d -> Arrays.binarySearch(ascending, d)).toArray();
    Tensor left = graph.reshape(part, sizes(IntStream.of(ascending)));
    long[] row = {dims.product(sizes(from.stream().mapToInt(d -> d)))};
    return graph.reshape(
        graph.transpose(left, permutation),
        joined(
            sizes(before.stream().mapToInt(d -> d)), row, sizes(after.stream().mapToInt(d -> d))));
  }

  private long[] sizes(IntStream dimensions) {
    return dimensions.mapToLong(d -> sizes[d]).toArray();
  }

  /** Positions in the dimensions that are picked from, as one; null, and an error, if none. */
  private @Nullable Tensor indices(List<Integer> from, Node at) {
    int first = from.getFirst();
    Tensor only = from.size() == 1 ? picks[first] : null;
    if (only != null) {
      return Shapes.fromEnd(graph, only, sizes[first]);
    }
    Tensor sum = checked(from.getLast());
    long stride = sizes[from.getLast()];
    for (int d : from.subList(0, from.size() - 1).reversed()) {
      Tensor index = checked(d);
      Tensor strides = graph.constant(DType.I64, stride, index.dims());
      Tensor offset = graph.binary(Binary.Kind.MUL, index, strides);
      Value total = kit.operators().arithmetic(Binary.Kind.ADD, offset, sum, at, "index");
      if (!(total instanceof Tensor t)) {
        return null;
      }
      sum = t;
      stride = dims.multiply(stride, sizes[d]);
    }
    return sum;
  }

  /** A pick as positions from 0 in i64, each of which must be one. */
  private Tensor checked(int d) {
    Tensor known = checked[d];
    if (known != null) {
      return known;
    }
    long[] size = {sizes[d]};
    Tensor pick = picks[d];
    Tensor given = pick == null ? graph.constant(DType.I64, starts[d]) : pick;
    Tensor wrapped = Shapes.fromEnd(graph, given, sizes[d]);
    Tensor positions = graph.gather(graph.iota(DType.I64, size, 0), wrapped, 0, 0);
    checked[d] = positions;
    return positions;
  }

  private static long[] joined(long[]... parts) {
    return Stream.of(parts).flatMapToLong(LongStream::of).toArray();
  }

  /** The shape of what {@link #write} takes: of what {@link #read} gives. */
  public long[] selected() {
    whole(x.rank() - next);
    return shape(layout);
  }

  /** Whether all picks are of one element. */
  public boolean isWritable() {
    return Arrays.stream(picks).allMatch(pick -> pick == null || pick.rank() == 0);
  }

  /** x with other values, of the shape {@link #selected}, where the subscripts select. */
  public Tensor write(Tensor values, Node at) {
    graph.at(at);
    long[] region = onePick(sizes);
    Tensor part = graph.reshape(values, region);
    for (int d = 0; d < reversed.length; d++) {
      part = reversed[d] ? Shapes.reverse(graph, part, d) : part;
    }
    Tensor written = graph.broadcastTo(spread(part), x.dims());
    Tensor mask = mask(region);
    return mask == null ? written : graph.select(mask, written, x);
  }

  /** Of dimensions that are picked from, one. */
  private long[] onePick(long[] given) {
    long[] one = given.clone();
    for (int d = 0; d < one.length; d++) {
      one[d] = picks[d] == null ? one[d] : 1;
    }
    return one;
  }

  /** The reverse of the slice: a part at its place in x, but for the picks, among zeros. */
  private Tensor spread(Tensor part) {
    long[] whole = onePick(x.dims());
    if (Arrays.equals(part.dims(), whole)) {
      return part;
    }
    long[] high = new long[whole.length];
    long[] between = new long[whole.length];
    for (int d = 0; d < whole.length; d++) {
      long span = dims.multiply(dims.subtract(part.dims()[d], 1), steps[d]);
      high[d] = dims.subtract(dims.subtract(whole[d], starts[d]), dims.add(span, 1));
      between[d] = dims.subtract(steps[d], 1);
    }
    return graph.pad(part, graph.constant(part.dtype(), 0), starts, high, between);
  }

  /** Where the selected elements are in x; null if they are all of it. */
  private @Nullable Tensor mask(long[] region) {
    boolean all = Arrays.equals(region, onePick(x.dims()));
    Tensor mask = all ? null : spread(graph.constant(DType.BOOL, 1, region));
    mask = mask == null ? null : graph.broadcastTo(mask, x.dims());
    for (int d = 0; d < region.length; d++) {
      if (picks[d] != null) {
        Tensor index = graph.broadcastTo(checked(d), x.dims());
        Tensor positions = graph.iota(DType.I64, x.dims(), d);
        Tensor here = graph.compare(Compare.Kind.EQ, positions, index);
        mask = mask == null ? here : graph.binary(Binary.Kind.AND, mask, here);
      }
    }
    return mask;
  }
}
