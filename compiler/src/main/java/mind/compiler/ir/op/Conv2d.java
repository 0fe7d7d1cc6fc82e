package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarOp;

/**
 * Convolution over two dimensions: [n, h, w, c_in] by [kh, kw, c_in / groups, c_out] to [n, oh, ow,
 * c_out].
 *
 * <p>The input is spread by {@code lhsDilation}, padded (negative counts crop), and a window of
 * kernel taps {@code rhsDilation} apart moves over it by {@code strides}. Each output element is a
 * chain in chunks over its taps in window order, then the group's input channels (numerics rule 2):
 * a tap on padding takes part as +0, one in a hole of lhsDilation is none.
 *
 * @param padding top, bottom, left, right
 * @param flip whether the window sees the kernel turned by 180 degrees
 */
public record Conv2d(
    Ints strides, Ints padding, Ints lhsDilation, Ints rhsDilation, int groups, boolean flip)
    implements Op {
  /** The most nests that one may take; see {@link #phases}. */
  public static final int MAX_PHASES = 4096;

  static Conv2d parse(Attributes a) {
    return new Conv2d(
        Ints.of(a.integers("strides")),
        Ints.of(a.integers("padding")),
        Ints.of(a.integers("lhs_dilation")),
        Ints.of(a.integers("rhs_dilation")),
        a.integer("groups"),
        turned(a.integer("flip")));
  }

  private static boolean turned(int flip) {
    if (flip != 0 && flip != 1) {
      throw new IrException("E4010", "conv2d with flip=" + flip);
    }
    return flip == 1;
  }

  @Override
  public Attributes attributes() {
    return Attributes.none()
        .with("strides", strides)
        .with("padding", padding)
        .with("lhs_dilation", lhsDilation)
        .with("rhs_dilation", rhsDilation)
        .with("groups", groups)
        .with("flip", flip ? 1 : 0);
  }

  @Override
  public int arity() {
    return 2;
  }

  /** What happens along height (0) or width (1). */
  record Side(int size, int taps, int stride, int low, int high, int spread, int gap) {
    /** Extent of the window. */
    long window() {
      return (taps - 1L) * gap + 1;
    }

    long output() {
      return Math.floorDiv((size - 1L) * spread + 1 + low + high - window(), stride) + 1;
    }

    /** Where tap {@code tap} of the window at {@code out} falls, times {@code spread}. */
    long spreadPosition(long out, long tap) {
      return out * stride + tap * gap - low;
    }
  }

  Side side(int d, Type x, Type kernel) {
    return new Side(
        x.dim(1 + d),
        kernel.dim(d),
        strides.get(d),
        padding.get(2 * d),
        padding.get(2 * d + 1),
        lhsDilation.get(d),
        rhsDilation.get(d));
  }

  @Override
  public Type infer(Type... o) {
    checkAttributes();
    if (o[0].rank() != 4
        || o[1].rank() != 4
        || o[0].dtype() != o[1].dtype()
        || o[0].dtype() == DType.BOOL) {
      throw new IrException("E4003", "conv2d of " + o[0] + " and " + o[1]);
    }
    if (o[0].dim(3) != o[1].dim(2) * (long) groups || o[1].dim(3) % groups != 0) {
      throw new IrException(
          "E4009",
          "conv2d of " + o[0].dim(3) + " channels by " + o[1] + " in " + groups + " groups");
    }
    int[] dims = {o[0].dim(0), 0, 0, o[1].dim(3)};
    for (int d = 0; d < 2; d++) {
      long size = side(d, o[0], o[1]).output();
      if (size < 1 || size > Integer.MAX_VALUE) {
        throw new IrException("E4009", "conv2d of " + o[0] + " and " + o[1] + " leaves no output");
      }
      dims[1 + d] = (int) size;
    }
    if (phases(lhsDilation.get(0), lhsDilation.get(1), dims[1], dims[2]) > MAX_PHASES) {
      throw new IrException("E4010", "conv2d with lhs_dilation=" + lhsDilation + " is too large");
    }
    return o[0].withShape(Shape.of(dims));
  }

  /**
   * How many nests a result of that size takes: one for each position between the elements of an
   * input that is spread so far.
   */
  public static long phases(long high, long wide, long height, long width) {
    return Math.min(high, height) * Math.min(wide, width);
  }

  private void checkAttributes() {
    boolean positive = groups >= 1;
    for (Ints list : List.of(strides, lhsDilation, rhsDilation)) {
      positive &= list.size() == 2 && list.get(0) >= 1 && list.get(1) >= 1;
    }
    if (!positive || padding.size() != 4) {
      throw new IrException("E4010", "conv2d with " + attributes().values());
    }
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    Type x = o[0].type();
    Type kernel = o[1].type();
    Side height = side(0, x, kernel);
    Side width = side(1, x, kernel);
    long[] xStrides = x.shape().strides();
    List<Long> result = new ArrayList<>();
    int outPerGroup = type.dim(3) / groups;
    Loops.forEach(
        type.shape().dims(),
        at -> {
          Chain chain = new Chain(type.dtype());
          for (int a = 0; a < height.taps(); a++) {
            for (int b = 0; b < width.taps(); b++) {
              long row = height.spreadPosition(at[1], a);
              long column = width.spreadPosition(at[2], b);
              if (row % height.spread() != 0 || column % width.spread() != 0) {
                continue;
              }
              row /= height.spread();
              column /= width.spread();
              boolean inside =
                  row >= 0 && row < height.size() && column >= 0 && column < width.size();
              int[] tap = {
                flip ? height.taps() - 1 - a : a, flip ? width.taps() - 1 - b : b, 0, at[3]
              };
              for (int c = 0; c < kernel.dim(2); c++) {
                long channel = (long) at[3] / outPerGroup * kernel.dim(2) + c;
                long from =
                    at[0] * xStrides[0] + row * xStrides[1] + column * xStrides[2] + channel;
                tap[2] = c;
                long weight = o[1].bits(Loops.flat(tap, kernel.shape().strides()));
                chain.take(inside ? o[0].bits(from) : 0, weight);
              }
            }
          }
          result.add(chain.total());
        });
    return Tensor.of(type, i -> result.get((int) i));
  }

  /** A chain of fused multiply-adds in chunks. */
  private static final class Chain {
    private final DType dtype;
    private long total;
    private long sum;
    private int count;

    Chain(DType dtype) {
      this.dtype = dtype;
    }

    void take(long a, long b) {
      if (count > 0 && count % Combine.KC == 0) {
        total = total();
        sum = 0;
      }
      sum = ScalarOp.FMA.apply(dtype, dtype, a, b, sum);
      count++;
    }

    long total() {
      return count <= Combine.KC ? sum : ScalarOp.ADD.apply(dtype, dtype, total, sum, 0);
    }
  }

  @Override
  public void vjp(Vjp v) {
    Type x = v.type(v.operand(0));
    Type kernel = v.type(v.operand(1));
    Conv2dGradients gradients = new Conv2dGradients(this, v.emit(), x, kernel, v.type(v.result()));
    if (v.needs(0)) {
      v.add(0, gradients.input(v.cotangent(), v.operand(1)));
    }
    if (v.needs(1)) {
      v.add(1, gradients.kernel(v.cotangent(), v.operand(0)));
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    Ints rows = Ints.of(padding.get(0), padding.get(1));
    Ints columns = Ints.of(padding.get(2), padding.get(3));
    String operation =
        """
        stablehlo.convolution(%s, %s) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], \
        window = {stride = %s, pad = [%s, %s], lhs_dilate = %s, rhs_dilate = %s, \
        reverse = [%s, %s]} {batch_group_count = 1 : i64, feature_group_count = %s : i64, \
        precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]}\
        """
            .formatted(
                o[0], o[1], strides, rows, columns, lhsDilation, rhsDilation, flip, flip, groups);
    return h.line(operation + HloWriter.signature(type, o), type);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    List<Nest> nests = new ArrayList<>();
    Conv2dNests parts = new Conv2dNests(this, type, o[0], o[1]);
    for (int row = 0; row < Math.min(lhsDilation.get(0), type.dim(1)); row++) {
      for (int column = 0; column < Math.min(lhsDilation.get(1), type.dim(2)); column++) {
        nests.add(parts.nest(row, column));
      }
    }
    return new Lowering.Nests(nests, List.of());
  }
}
