package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;

/**
 * Combines all elements along {@code axes}, which ascend and leave the shape. A sum's order is
 * numerics rule 3: sixteen lanes where the last axis is reduced, else a chain in chunks.
 */
public record Reduce(Kind kind, Ints axes) implements Op {

  /**
   * How two values combine. MAX and MIN are those of IEEE 754-2019; on BOOL they are or and and.
   */
  public enum Kind {
    SUM("add", 0),
    MAX("maximum", Double.NEGATIVE_INFINITY),
    MIN("minimum", Double.POSITIVE_INFINITY);

    private final String hlo;
    private final double identity;

    Kind(String hlo, double identity) {
      this.hlo = hlo;
      this.identity = identity;
    }
  }

  public Reduce(Kind kind, int... axes) {
    this(kind, Ints.of(axes));
  }

  @Override
  public Attributes attributes() {
    return Attributes.kind(kind).with("axes", axes);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... o) {
    int previous = -1;
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      if (axis <= previous || axis >= o[0].rank()) {
        throw new IrException(
            "E4003", "reduce of " + o[0] + " over axes " + attributes().text("axes"));
      }
      previous = axis;
    }
    if (axes.size() == 0 || (kind == Kind.SUM && o[0].dtype() == DType.BOOL)) {
      throw new IrException("E4003", "reduce " + attributes().kind() + " of " + o[0]);
    }
    return o[0].withShape(o[0].shape().without(axes.toArray()));
  }

  private Combine combine(Type operand) {
    return switch (kind) {
      case MAX -> Combine.MAX;
      case MIN -> Combine.MIN;
      case SUM -> axes.last() == operand.rank() - 1 ? Combine.LANES : Combine.ADD_CHAIN;
    };
  }

  /** How many of the reduced axes are the operand's last ones. */
  private int trailingRun(Type operand) {
    int run = 0;
    while (run < axes.size() && axes.get(axes.size() - 1 - run) == operand.rank() - 1 - run) {
      run++;
    }
    return run;
  }

  private int[] kept(int rank) {
    return Shape.others(rank, axes.toArray());
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    Tensor x = operands[0];
    Type from = x.type();
    long[] strides = from.shape().strides();
    int[] kept = kept(from.rank());
    int[] reducedDims = new int[axes.size()];
    int run = 1;
    for (int i = 0; i < axes.size(); i++) {
      reducedDims[i] = from.dim(axes.get(i));
      run *= i >= axes.size() - trailingRun(from) ? reducedDims[i] : 1;
    }
    List<Long> result = new ArrayList<>();
    int runLength = run;
    Loops.forEach(
        type.shape().dims(),
        outer -> {
          List<Long> values = new ArrayList<>();
          long base = flat(outer, kept, strides);
          Loops.forEach(
              reducedDims,
              inner -> values.add(x.bits(base + flat(inner, axes.toArray(), strides))));
          result.add(combine(combine(from), type.dtype(), values, runLength));
        });
    return Tensor.of(type, i -> result.get((int) i));
  }

  private static long flat(int[] index, int[] dims, long[] strides) {
    long flat = 0;
    for (int i = 0; i < index.length; i++) {
      flat += index[i] * strides[dims[i]];
    }
    return flat;
  }

  private static long combine(Combine rule, DType dtype, List<Long> values, int runLength) {
    return switch (rule) {
      case LANES -> lanes(dtype, values, runLength);
      case ADD_CHAIN -> chain(dtype, values);
      case MAX -> values.stream().reduce((a, b) -> apply(ScalarOp.MAX, dtype, a, b)).orElseThrow();
      case MIN -> values.stream().reduce((a, b) -> apply(ScalarOp.MIN, dtype, a, b)).orElseThrow();
      case NONE, FMA_CHAIN, SCATTER_ADD -> throw new IllegalStateException(rule.toString());
    };
  }

  private static long chain(DType dtype, List<Long> values) {
    long total = 0;
    for (int chunk = 0; chunk < values.size(); chunk += Combine.KC) {
      long sum = 0;
      for (int i = chunk; i < Math.min(values.size(), chunk + Combine.KC); i++) {
        sum = apply(ScalarOp.ADD, dtype, sum, values.get(i));
      }
      total = chunk == 0 ? sum : apply(ScalarOp.ADD, dtype, total, sum);
    }
    return total;
  }

  private static long lanes(DType dtype, List<Long> values, int runLength) {
    List<Long> blocks = new ArrayList<>();
    for (int start = 0; start < values.size(); start += Combine.LANE_BLOCK) {
      long[] lane = new long[Combine.LANE_COUNT];
      for (int i = start; i < Math.min(values.size(), start + Combine.LANE_BLOCK); i++) {
        int l = i % runLength % Combine.LANE_COUNT;
        lane[l] = apply(ScalarOp.ADD, dtype, lane[l], values.get(i));
      }
      for (int step = Combine.LANE_COUNT / 2; step > 0; step /= 2) {
        for (int l = 0; l < step; l++) {
          lane[l] = apply(ScalarOp.ADD, dtype, lane[l], lane[l + step]);
        }
      }
      blocks.add(lane[0]);
    }
    return blocks.size() == 1 ? blocks.getFirst() : lanes(dtype, blocks, blocks.size());
  }

  private static long apply(ScalarOp op, DType dtype, long a, long b) {
    return op.apply(dtype, dtype, a, b, 0);
  }

  @Override
  public void vjp(Vjp v) {
    Emitter e = v.emit();
    Shape shape = v.type(v.operand(0)).shape();
    int spread = e.unreduce(v.cotangent(), shape, axes.toArray());
    if (kind == Kind.SUM) {
      v.add(0, spread);
    } else {
      int first = firstExtreme(e, v.operand(0), v.result(), shape);
      v.add(0, e.select(first, spread, e.like(spread, 0)));
    }
  }

  /** Where the first element equal to the result stands; a NaN counts as extreme. */
  private int firstExtreme(Emitter e, int x, int result, Shape shape) {
    int extreme = e.compare(Compare.Kind.EQ, x, e.unreduce(result, shape, axes.toArray()));
    int nan = e.compare(Compare.Kind.NE, x, x);
    int candidate = e.binary(Binary.Kind.OR, extreme, nan);
    int position = position(e, shape);
    int none = e.builder().add(Const.splat(new Type(DType.I64, shape), Long.MAX_VALUE));
    int first = e.reduce(Kind.MIN, e.select(candidate, position, none), axes.toArray());
    return e.compare(Compare.Kind.EQ, position, e.unreduce(first, shape, axes.toArray()));
  }

  /** The row-major number of each element among those it is combined with. */
  private int position(Emitter e, Shape shape) {
    Type type = new Type(DType.I64, shape);
    int position = -1;
    long stride = 1;
    for (int i = axes.size() - 1; i >= 0; i--) {
      int along = e.iota(type, axes.get(i));
      int scaled = stride == 1 ? along : e.mul(along, e.builder().add(Const.splat(type, stride)));
      position = position < 0 ? scaled : e.add(scaled, position);
      stride *= shape.dim(axes.get(i));
    }
    return position;
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    DType dtype = type.dtype();
    long first = dtype == DType.BOOL ? (kind == Kind.MIN ? 1 : 0) : dtype.bits(kind.identity);
    Value initial = h.constant(Type.scalar(dtype), first);
    String operation = "stablehlo.reduce(" + o[0] + " init: " + initial + ") applies stablehlo.";
    String how = operation + kind.hlo + " across dimensions = " + axes;
    return h.line(how + HloWriter.signature(type, o[0], initial), type);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    Type from = o[0];
    int[] kept = kept(from.rank());
    List<Axis> loop = new ArrayList<>();
    int[] axisOf = new int[from.rank()];
    for (int d : kept) {
      axisOf[d] = loop.size();
      loop.add(Axis.parallel(from.dim(d)));
    }
    for (int d : axes.toArray()) {
      axisOf[d] = loop.size();
      loop.add(Axis.reduce(from.dim(d)));
    }
    int[] outer = java.util.stream.IntStream.range(0, kept.length).toArray();
    ScalarCode.Builder b = new ScalarCode.Builder();
    return Lowering.of(
        Nest.reduction(
            loop,
            List.of(Loops.along(0, from, loop.size(), axisOf)),
            b.build(List.of(b.load(0, from.dtype()))),
            combine(from),
            Loops.along(1, type, loop.size(), outer),
            trailingRun(from)));
  }
}
