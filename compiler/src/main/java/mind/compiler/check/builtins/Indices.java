package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * The subscripts of one tensor, taken dimension by dimension: at most one slice of the whole, then
 * one gather, then one reshape for dropped and new dimensions.
 */
public final class Indices {
  private final Session session;
  private final Graph graph;
  private final Dims dims;
  private final Tensor x;
  private final long[] starts;
  private final long[] ends;
  private final long[] steps;
  private final long[] sizes;

  /**
   * For each dimension of the result before the gather: the one of x it is, or -1 for a new one.
   */
  private final List<Integer> kept = new ArrayList<>();

  private int next;
  private @Nullable Tensor gathered;
  private int gatherAxis;

  public Indices(Toolkit kit, Tensor x) {
    this.session = kit.session();
    this.graph = kit.graph();
    this.dims = kit.dims();
    this.x = x;
    starts = new long[x.rank()];
    ends = x.dims().clone();
    steps = new long[x.rank()];
    Arrays.fill(steps, 1);
    sizes = x.dims().clone();
  }

  /** {@code None} */
  public void newAxis() {
    kept.add(-1);
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
    sizes[next++] = 1;
    return true;
  }

  /** A range of the next dimension, its bounds cut to the tensor as Python does. */
  public boolean slice(@Nullable Long from, @Nullable Long to, long step, Node at) {
    long size = x.dims()[next];
    long start = from == null ? 0 : bound(from, size);
    long end = to == null ? size : bound(to, size);
    long span = dims.subtract(end, start);
    if (Dims.isKnown(span) && span < 1) {
      session
          .error(Code.DIMENSION, at, "this slice is empty: dimensions are at least 1")
          .note("it goes from " + dims.text(start) + " to " + dims.text(end));
      return false;
    }
    starts[next] = start;
    ends[next] = end;
    // A longer step than the span takes the first element only, as the span itself does.
    steps[next] = Dims.isKnown(step) && Dims.isKnown(span) ? Math.min(step, span) : step;
    sizes[next] =
        step == 1
            ? span
            : dims.quotient(dims.add(span, dims.subtract(steps[next], 1)), steps[next]);
    kept.add(next++);
    return true;
  }

  private long bound(long bound, long size) {
    long place = Dims.isKnown(bound) && bound < 0 ? dims.add(bound, size) : bound;
    return Dims.isKnown(place) && Dims.isKnown(size) ? Math.clamp(place, 0, size) : place;
  }

  /** The next dimension by an integer tensor, whose own dimensions take its place. */
  public boolean gather(Tensor indices, Node at) {
    if (!indices.dtype().isInteger()) {
      session
          .error(
              Code.DTYPE_NOT_ALLOWED,
              at,
              "an index must be i32 or i64, not " + indices.dtype().text())
          .help("convert with `as i64`");
      return false;
    }
    if (gathered != null) {
      session.error(Code.UNSUPPORTED, at, "indexing by two tensors at once is not supported");
      return false;
    }
    gathered = indices;
    gatherAxis = kept.size();
    kept.add(next++);
    return true;
  }

  public Value build(Node at) {
    while (next < x.rank()) {
      kept.add(next++);
    }
    graph.at(at);
    Tensor part = graph.slice(x, sizes, starts, ends, steps);
    long[] shape = new long[kept.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = kept.get(i) < 0 ? 1 : sizes[kept.get(i)];
    }
    Tensor shaped = graph.reshape(part, shape);
    Tensor indices = gathered;
    if (indices == null) {
      return shaped;
    }
    Tensor wrapped = Shapes.fromEnd(graph, indices, shape[gatherAxis]);
    return graph.gather(shaped, wrapped, gatherAxis, 0);
  }
}
