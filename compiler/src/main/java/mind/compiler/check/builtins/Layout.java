package mind.compiler.check.builtins;

import java.util.Locale;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;

/**
 * Where images have their channels: last, as the IR wants them, or first, as [n, c, h, w] with
 * weights [out, in, kh, kw].
 */
enum Layout {
  NHWC,
  NCHW;

  Layout other() {
    return this == NHWC ? NCHW : NHWC;
  }

  static Layout of(Arguments a, int i) {
    String text = a.value(i) instanceof Value.Text t ? t.text().toUpperCase(Locale.ROOT) : "";
    return switch (text) {
      case "NHWC" -> NHWC;
      case "NCHW" -> NCHW;
      default -> throw a.wrong(i, "\"NHWC\" or \"NCHW\"");
    };
  }

  /** The argument as images, in the order it came. */
  static Tensor images(Arguments a, int i) {
    Tensor x = a.numbers(i);
    if (x.rank() != 4) {
      throw rank(a, i, x, "[n, h, w, c]", "[n, c, h, w]");
    }
    return x;
  }

  static Rejected rank(Arguments a, int i, Tensor x, String last, String first) {
    a.error(
            Code.RANK,
            a.node(i),
            "`" + a.name() + "` needs four dimensions, found " + a.describe(x))
        .note("they are " + last + ", with layout=\"NCHW\" " + first)
        .help("add one with `expand_dims(x, axis=0)`");
    return new Rejected();
  }

  /** The dims of images as [n, h, w, c]. */
  long[] images(long[] dims) {
    return this == NHWC ? dims : new long[] {dims[0], dims[2], dims[3], dims[1]};
  }

  /** The dims of weights as [kh, kw, in, out]. */
  long[] weights(long[] dims) {
    return this == NHWC ? dims : new long[] {dims[2], dims[3], dims[1], dims[0]};
  }

  Tensor channelsLast(Graph g, Tensor x) {
    return this == NHWC ? x : g.transpose(x, 0, 2, 3, 1);
  }

  Tensor weights(Graph g, Tensor w) {
    return this == NHWC ? w : g.transpose(w, 2, 3, 1, 0);
  }

  /** Images with channels last in this layout again. */
  Tensor back(Graph g, Tensor x) {
    return this == NHWC ? x : g.transpose(x, 0, 3, 1, 2);
  }
}
