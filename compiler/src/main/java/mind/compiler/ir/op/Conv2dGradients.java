package mind.compiler.ir.op;

import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;

/**
 * The cotangents of a convolution as convolutions. That of the input turns the window round:
 * strides become spreading and the other way. That of the kernel contracts over images: an output
 * element's window is the whole cotangent (or, for a flipped kernel, the whole input).
 */
record Conv2dGradients(Conv2d conv, Emitter e, Type x, Type kernel, Type result) {

  /** Of x's type, from the cotangent and the kernel. */
  int input(int cotangent, int weights) {
    int groups = conv.groups();
    int in = kernel.dim(2);
    int out = kernel.dim(3) / groups;
    int split = reshape(weights, kernel.dim(0), kernel.dim(1), in, groups, out);
    int turned =
        reshape(e.transpose(split, 0, 1, 4, 3, 2), kernel.dim(0), kernel.dim(1), out, x.dim(3));
    int[] padding = new int[4];
    for (int d = 0; d < 2; d++) {
      Conv2d.Side side = conv.side(d, x, kernel);
      pad(
          padding,
          d,
          (side.taps() - 1L) * side.gap() - side.low(),
          spread(d),
          side.window(),
          side.size(),
          side.spread());
    }
    Conv2d back =
        new Conv2d(
            /* strides= */ conv.lhsDilation(),
            /* padding= */ Ints.of(padding),
            /* lhsDilation= */ conv.strides(),
            /* rhsDilation= */ conv.rhsDilation(),
            /* groups= */ groups,
            /* flip= */ !conv.flip());
    return e.builder().add(back, cotangent, turned);
  }

  /** Of the kernel's type, from the cotangent and the input. */
  int kernel(int cotangent, int input) {
    return conv.flip() ? flippedKernel(cotangent, input) : plainKernel(cotangent, input);
  }

  private int plainKernel(int cotangent, int input) {
    int[] padding = new int[4];
    for (int d = 0; d < 2; d++) {
      Conv2d.Side side = conv.side(d, x, kernel);
      long image = (side.size() - 1L) * side.spread() + 1;
      pad(padding, d, side.low(), image, spread(d), side.taps(), side.gap());
    }
    Conv2d over =
        new Conv2d(
            /* strides= */ conv.rhsDilation(),
            /* padding= */ Ints.of(padding),
            /* lhsDilation= */ conv.lhsDilation(),
            /* rhsDilation= */ conv.strides(),
            /* groups= */ conv.groups(),
            /* flip= */ false);
    int images = imagesAsChannels(input, x);
    int window = e.transpose(cotangent, 1, 2, 0, 3);
    return e.transpose(e.builder().add(over, images, window), 1, 2, 0, 3);
  }

  private int flippedKernel(int cotangent, int input) {
    int[] padding = new int[4];
    for (int d = 0; d < 2; d++) {
      Conv2d.Side side = conv.side(d, x, kernel);
      long image = (side.size() - 1L) * side.spread() + 1;
      pad(
          padding,
          d,
          (side.taps() - 1L) * side.gap() - side.low(),
          spread(d),
          image,
          side.taps(),
          side.gap());
    }
    Conv2d over =
        new Conv2d(
            /* strides= */ conv.rhsDilation(),
            /* padding= */ Ints.of(padding),
            /* lhsDilation= */ conv.strides(),
            /* rhsDilation= */ conv.lhsDilation(),
            /* groups= */ conv.groups(),
            /* flip= */ false);
    int images = imagesAsChannels(cotangent, result);
    int window = e.transpose(input, 1, 2, 0, 3);
    int groups = conv.groups();
    int turned = e.builder().add(over, images, window); // [c_out / groups, kh, kw, c_in]
    int split =
        reshape(
            turned, kernel.dim(3) / groups, kernel.dim(0), kernel.dim(1), groups, kernel.dim(2));
    return e.reshape(e.transpose(split, 1, 2, 4, 3, 0), kernel.shape());
  }

  /**
   * [n, h, w, groups x c] as [c, h, w, groups x n]: images become what is contracted, within each
   * group.
   */
  private int imagesAsChannels(int value, Type type) {
    int groups = conv.groups();
    int channels = type.dim(3) / groups;
    int split = reshape(value, type.dim(0), type.dim(1), type.dim(2), groups, channels);
    return reshape(
        e.transpose(split, 4, 1, 2, 3, 0),
        channels,
        type.dim(1),
        type.dim(2),
        groups * type.dim(0));
  }

  private int reshape(int value, int... dims) {
    return e.reshape(value, Shape.of(dims));
  }

  /** Extent of the cotangent along a side once its elements stand a stride apart. */
  private long spread(int d) {
    return (result.dim(1 + d) - 1L) * conv.strides().get(d) + 1;
  }

  /**
   * Padding for an image of {@code size} under a window so that exactly {@code outputs} steps of
   * {@code stride} fit.
   */
  private static void pad(
      int[] padding, int d, long low, long size, long window, long outputs, long stride) {
    padding[2 * d] = Math.toIntExact(low);
    padding[2 * d + 1] = Math.toIntExact((outputs - 1) * stride + window - size - low);
  }
}
