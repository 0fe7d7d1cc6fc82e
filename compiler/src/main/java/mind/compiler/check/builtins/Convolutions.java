package mind.compiler.check.builtins;

import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Conv2d;
import mind.compiler.ir.op.Ints;
import org.jspecify.annotations.Nullable;

/**
 * {@code conv2d(x, w, strides, padding, dilation, groups, layout, bias)}: images [n, h, w, in] by
 * weights [kh, kw, in / groups, out] to [n, oh, ow, out], or all with channels first.
 */
final class Convolutions {
  private static final int PADDING = 3;

  private final Arguments a;
  private final Dims dims;
  private final Tensor x;
  private final Tensor w;
  private final long[] strides;
  private final long[] dilation;
  private final long groups;
  private final Layout layout;

  private Convolutions(Arguments a) {
    this.a = a;
    dims = a.dims();
    x = Layout.images(a, 0);
    w = a.tensor(1, x.dtype());
    if (w.rank() != 4) {
      throw Layout.rank(a, 1, w, "[kh, kw, in, out]", "[out, in, kh, kw]");
    }
    if (w.dtype() != x.dtype()) {
      a.error(
              Code.DTYPE_MISMATCH,
              a.call(),
              "conv2d of " + x.dtype().text() + " and " + w.dtype().text())
          .help("convert one side with `as`");
      throw new Rejected();
    }
    strides = Side.numbers(a, 2);
    dilation = Side.numbers(a, 4);
    groups = a.integer(5);
    a.positive(groups, a.node(5));
    layout = Layout.of(a, 6);
  }

  static Value conv2d(Arguments a) {
    return new Convolutions(a).build();
  }

  private Tensor build() {
    String wrong = channels(layout);
    if (wrong != null) {
      throw mismatch(Code.INNER_DIMENSIONS, wrong);
    }
    Side[] sides = sides(layout);
    if (!sides[0].fits() || !sides[1].fits()) {
      throw mismatch(Code.DIMENSION, "the window is larger than the padded image");
    }
    if (sides[0].tooLarge() || sides[1].tooLarge()) {
      a.error(Code.TENSOR_SIZE, a.call(), "this convolution is too large")
          .note("stride, padding and window are at most 2^28, height and width 2^30");
      throw new Rejected();
    }
    long phases =
        Conv2d.phases(
            Side.count(sides[0].stride()),
            Side.count(sides[1].stride()),
            Side.count(sides[0].size()),
            Side.count(sides[1].size()));
    if (phases > Conv2d.MAX_PHASES) {
      a.error(Code.TENSOR_SIZE, a.call(), "this convolution is too large")
          .note("its gradient has a loop for each of " + phases + " positions within the strides")
          .note("the limit is " + Conv2d.MAX_PHASES);
      throw new Rejected();
    }
    Graph g = a.graph();
    Tensor images = layout.channelsLast(g, x);
    Tensor y = convolve(g, images, layout.weights(g, w), sides);
    return layout.back(g, a.has(7) ? biased(g, y) : y);
  }

  private Side[] sides(Layout order) {
    long[] image = order.images(x.dims());
    long[] kernel = order.weights(w.dims());
    return Side.both(
        a,
        new long[] {image[1], image[2]},
        new long[] {kernel[0], kernel[1]},
        strides,
        dilation,
        PADDING);
  }

  private Tensor convolve(Graph g, Tensor images, Tensor weights, Side[] sides) {
    Side h = sides[0];
    Side v = sides[1];
    long[] shape = {images.dims()[0], h.output(), v.output(), weights.dims()[3]};
    return g.apply(
        x.dtype(),
        shape,
        () ->
            new Conv2d(
                /* strides= */ Ints.of(h.stride(), v.stride()),
                /* padding= */ Ints.of(h.low(), h.high(), v.low(), v.high()),
                /* lhsDilation= */ Ints.of(1, 1),
                /* rhsDilation= */ Ints.of(h.gap(), v.gap()),
                /* groups= */ Math.toIntExact(groups),
                /* flip= */ false),
        images,
        weights);
  }

  /** What is wrong with the channels if dimensions are taken in that order; null if nothing. */
  private @Nullable String channels(Layout order) {
    long in = order.images(x.dims())[3];
    long taken = dims.multiply(order.weights(w.dims())[2], groups);
    long out = order.weights(w.dims())[3];
    if (in != taken) {
      String by = groups == 1 ? "" : " in " + dims.text(groups) + " groups";
      return "the images have "
          + dims.text(in)
          + " channels, the weights take "
          + dims.text(taken)
          + by;
    }
    return dims.exactQuotient(out, groups) == 0
        ? dims.text(out) + " channels do not split into " + dims.text(groups) + " groups"
        : null;
  }

  private Rejected mismatch(Code code, String message) {
    Diagnostics.Draft draft = a.error(code, a.call(), message);
    boolean last = layout == Layout.NHWC;
    draft.note("the images are " + a.describe(x) + ": " + (last ? "[n, h, w, c]" : "[n, c, h, w]"));
    draft.note(
        "the weights are "
            + a.describe(w)
            + ": "
            + (last ? "[kh, kw, in, out]" : "[out, in, kh, kw]"));
    long in = layout.images(x.dims())[3];
    if (fits(layout.other())) {
      draft.help(
          last
              ? "with channels first in both, pass `layout=\"NCHW\"`"
              : "with channels last in both, leave out `layout=\"NCHW\"`");
    } else if (in == dims.multiply(layout.other().weights(w.dims())[2], groups)) {
      draft.help(
          last
              ? "turn the weights: `transpose(w, [2, 3, 1, 0])`"
              : "turn the weights: `transpose(w, [3, 2, 0, 1])`");
    }
    return new Rejected();
  }

  private boolean fits(Layout order) {
    if (channels(order) != null) {
      return false;
    }
    Side[] sides = sides(order);
    return sides[0].fits() && sides[1].fits();
  }

  /** With a number for each channel, which are last, added. */
  private Tensor biased(Graph g, Tensor y) {
    return g.binary(Binary.Kind.ADD, y, Normalisations.along(a, 7, y, 3));
  }
}
