package mind.compiler.check.builtins;

import java.util.Arrays;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.op.Binary;
import mind.compiler.kernel.DType;

/**
 * Pooling of images: a window's elements are strided slices of the padded images, combined pair by
 * pair, first along the width and then along the height. Parameters: x, window, strides, padding,
 * layout.
 */
final class Pooling {
  private Pooling() {}

  /** Of several equal elements the first in row-major order is taken: it has the gradient. */
  static Value max(Arguments a) {
    Tensor x = Layout.images(a, 0);
    DType dtype = x.dtype();
    long lowest =
        dtype.isFloat()
            ? dtype.bits(Double.NEGATIVE_INFINITY)
            : dtype == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    Layout layout = Layout.of(a, 4);
    Side[] sides = sides(a, x, layout);
    Graph g = a.graph();
    Tensor around = g.constant(dtype, lowest);
    return layout.back(g, pool(a, Binary.Kind.MAX, layout.channelsLast(g, x), sides, around));
  }

  /** The sum over the window by its elements; those of the padding are counted unless told so. */
  static Value average(Arguments a) {
    Tensor x = Layout.images(a, 0);
    if (!x.dtype().isFloat()) {
      throw a.dtype(0, x, "a float");
    }
    Layout layout = Layout.of(a, 4);
    boolean all = a.flag(5);
    Side[] sides = sides(a, x, layout);
    Graph g = a.graph();
    Tensor zero = g.constant(x.dtype(), 0);
    Tensor sum = pool(a, Binary.Kind.ADD, layout.channelsLast(g, x), sides, zero);
    return layout.back(g, g.binary(Binary.Kind.DIV, sum, counts(g, sum, sides, all)));
  }

  private static Side[] sides(Arguments a, Tensor x, Layout layout) {
    long[] window = Side.numbers(a, 1);
    long[] strides = a.has(2) ? Side.numbers(a, 2) : window;
    Side[] sides = sides(a, x, layout, window, strides);
    for (Side side : sides) {
      if (!side.fits()) {
        Diagnostics.Draft draft =
            a.error(Code.DIMENSION, a.call(), "the window is larger than the padded image");
        draft.note("the window is " + a.dims().text(window) + ", the images " + a.describe(x));
        Side[] others = sides(a, x, layout.other(), window, strides);
        if (others[0].fits() && others[1].fits()) {
          draft.help(
              layout == Layout.NHWC
                  ? "with channels first, pass `layout=\"NCHW\"`"
                  : "with channels last, leave out `layout=\"NCHW\"`");
        }
        throw new Rejected();
      }
      boolean known = Dims.isKnown(side.taps());
      if (known && Math.max(side.low(), side.high()) >= side.taps()) {
        a.error(Code.DIMENSION, a.node(3), "the padding is no smaller than the window")
            .note("a window could hold nothing but padding");
        throw new Rejected();
      }
    }
    return sides;
  }

  private static Side[] sides(Arguments a, Tensor x, Layout layout, long[] window, long[] strides) {
    long[] image = layout.images(x.dims());
    return Side.both(a, new long[] {image[1], image[2]}, window, strides, new long[] {1, 1}, 3);
  }

  private static Tensor pool(Arguments a, Binary.Kind kind, Tensor x, Side[] sides, Tensor around) {
    Graph g = a.graph();
    long[] low = {0, sides[0].low(), sides[1].low(), 0};
    long[] high = {0, sides[0].high(), sides[1].high(), 0};
    long[] none = new long[4];
    boolean padded = !Arrays.equals(low, none) || !Arrays.equals(high, none);
    Tensor image = padded ? g.pad(x, around, low, high, none) : x;
    return along(g, kind, along(g, kind, image, sides[1], 2), sides[0], 1);
  }

  /** Combines the elements of a window along one axis. */
  private static Tensor along(Graph g, Binary.Kind kind, Tensor x, Side side, int axis) {
    long[] dims = x.dims().clone();
    dims[axis] = side.output();
    if (!g.isRecording()) {
      return new Tensor(x.dtype(), dims, null, 0);
    }
    long span = (side.output() - 1) * side.stride() + 1;
    long[] starts = new long[4];
    long[] ends = x.dims().clone();
    long[] steps = {1, 1, 1, 1};
    steps[axis] = Math.min(side.stride(), span);
    Tensor result = null;
    for (long tap = 0; tap < side.taps(); tap++) {
      starts[axis] = tap;
      ends[axis] = tap + span;
      Tensor next = g.slice(x, dims, starts, ends, steps);
      result = result == null ? next : g.binary(kind, result, next);
    }
    return Arguments.sound(result);
  }

  /** How many elements each window has, of the padding too if all are counted. */
  private static Tensor counts(Graph g, Tensor sum, Side[] sides, boolean all) {
    if (!g.isRecording()) {
      return sum;
    }
    if (all) {
      return g.like(sum, (double) (sides[0].taps() * sides[1].taps()));
    }
    long[] dims = {sides[0].output(), sides[1].output()};
    Tensor rows = g.broadcast(inside(g, sides[0]), dims, 0);
    Tensor columns = g.broadcast(inside(g, sides[1]), dims, 1);
    Tensor counts = g.cast(g.binary(Binary.Kind.MUL, rows, columns), sum.dtype());
    return g.broadcast(counts, sum.dims(), 1, 2);
  }

  /** For each place of the window along a side, how many of its elements are on the image. */
  private static Tensor inside(Graph g, Side side) {
    Tensor places = g.iota(DType.I64, new long[] {side.output()}, 0);
    Tensor moved = g.binary(Binary.Kind.MUL, places, g.like(places, (double) side.stride()));
    Tensor start = g.binary(Binary.Kind.SUB, moved, g.like(places, (double) side.low()));
    Tensor end = g.binary(Binary.Kind.ADD, start, g.like(places, (double) side.taps()));
    return g.binary(
        Binary.Kind.SUB,
        g.binary(Binary.Kind.MIN, end, g.like(places, (double) side.size())),
        g.binary(Binary.Kind.MAX, start, g.like(places, 0)));
  }
}
