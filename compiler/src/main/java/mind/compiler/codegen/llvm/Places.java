package mind.compiler.codegen.llvm;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.DType;
import org.jspecify.annotations.Nullable;

/**
 * Affine functions of the axes as code: offsets into buffers, and whether indices lie within their
 * bounds.
 */
final class Places {
  /** An i64 value, in two parts so that neighbours share the first. */
  record Sum(Value variable, Value constant) {}

  private final Ir ir;
  private final List<Axis> axes;
  private final Frame frame;

  Places(Ir ir, List<Axis> axes, Frame frame) {
    this.ir = ir;
    this.axes = axes;
    this.frame = frame;
  }

  /** {@code offset + sum strides[a] * axis a} at the spot's first lane. */
  Sum linear(long offset, List<Value> strides, Spot spot) {
    return linear(Value.i64(0), offset, strides, spot);
  }

  /** As above, from {@code base} on; outer axes are added first, so that sums of them hoist. */
  private Sum linear(Value base, long offset, List<Value> strides, Spot spot) {
    Value constant = Value.i64(offset);
    Value variable = base;
    int[] order =
        IntStream.range(0, strides.size())
            .filter(a -> !strides.get(a).name().equals("0"))
            .boxed()
            .sorted(Comparator.comparingInt(a -> frame.base(a).depth()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int a : order) {
      Value stride = strides.get(a);
      Value at = frame.base(a);
      if (at.isConstant()) {
        constant = ir.add(constant, ir.multiply(stride, at));
      } else {
        variable = ir.advance(variable, at, stride);
      }
    }
    for (int a : order) {
      Value more = ir.multiplyFor(variable, strides.get(a), frame.constant(a, spot));
      constant = ir.add(constant, more);
    }
    return new Sum(variable, constant);
  }

  Value total(Sum sum) {
    return ir.add(sum.variable(), sum.constant());
  }

  /** The numbers as values. */
  static List<Value> constants(long[] numbers) {
    return LongStream.of(numbers).mapToObj(Value::i64).toList();
  }

  /** The values of the lanes: {@code first + lane * step}. */
  Value steps(Value first, long step, int lanes) {
    if (lanes == 1 || step == 0) {
      return first;
    }
    StringBuilder steps = new StringBuilder("<");
    for (int l = 0; l < lanes; l++) {
      steps.append(l > 0 ? ", " : "").append("i64 ").append(l * step);
    }
    return ir.binary(
        "add",
        ir.splat(first, lanes),
        Value.constant(Type.I64.withLanes(lanes), steps.append('>').toString()));
  }

  /**
   * Whether {@code numerator / divisor} is a whole number in [0, extent), or null where it always
   * is.
   *
   * @param lanes number of lanes of the result if it differs between lanes
   */
  @Nullable Value inside(
      long offset, long[] strides, long divisor, long extent, Spot spot, int lanes) {
    if (divisor == 1 && alwaysInside(offset, strides, extent)) {
      return null;
    }
    long step = frame.laneAxis() < 0 ? 0 : strides[frame.laneAxis()];
    Value numerator = steps(total(linear(offset, constants(strides), spot)), step, lanes);
    Value limit = constant((extent - 1) * divisor + 1, numerator);
    Value within = ir.compare("icmp ult", numerator, limit);
    if (divisor == 1) {
      return within;
    }
    Value rest = ir.binary("urem", numerator, constant(divisor, numerator));
    return both(within, ir.compare("icmp eq", rest, constant(0, numerator)));
  }

  private Value constant(long value, Value like) {
    return ir.splat(Value.i64(value), like.type().lanes());
  }

  private boolean alwaysInside(long offset, long[] strides, long extent) {
    long lowest = offset;
    long highest = offset;
    for (int a = 0; a < strides.length; a++) {
      long span = strides[a] * (axes.get(a).extent() - 1);
      lowest += Math.min(span, 0);
      highest += Math.max(span, 0);
    }
    return lowest >= 0 && highest < extent;
  }

  /** Both conditions; null counts as true. */
  @Nullable Value and(@Nullable Value a, @Nullable Value b) {
    return a == null ? b : b == null ? a : both(a, b);
  }

  private Value both(Value a, Value b) {
    int lanes = Math.max(a.type().lanes(), b.type().lanes());
    return ir.binary("and", ir.splat(a, lanes), ir.splat(b, lanes));
  }

  /** The address so many bytes from the buffer's start. */
  Value address(Value buffer, long offset, List<Value> strides, Spot spot) {
    Sum sum = linear(buffer, offset, strides, spot);
    return ir.plus(sum.variable(), sum.constant());
  }

  /** log2 of an element's size. */
  static int shift(DType dtype) {
    return Integer.numberOfTrailingZeros(dtype.bytes());
  }
}
