package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Surrounds and spreads a tensor with the scalar second operand: {@code interior} copies between
 * neighbours, then {@code low} before and {@code high} after, where negative counts take elements
 * away.
 */
public record Pad(Ints low, Ints high, Ints interior) implements Op {

  public Pad(int[] low, int[] high, int[] interior) {
    this(Ints.of(low), Ints.of(high), Ints.of(interior));
  }

  static Pad parse(Attributes a) {
    return new Pad(a.integers("low"), a.integers("high"), a.integers("interior"));
  }

  @Override
  public Attributes attributes() {
    return Attributes.none().with("low", low).with("high", high).with("interior", interior);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public Type infer(Type... o) {
    int rank = o[0].rank();
    if (low.size() != rank || high.size() != rank || interior.size() != rank) {
      throw new IrException("E4007", "pad lists do not have the rank of " + o[0]);
    }
    if (!o[1].equals(Type.scalar(o[0].dtype()))) {
      throw new IrException("E4003", "pad of " + o[0] + " with " + o[1]);
    }
    int[] dims = new int[rank];
    for (int d = 0; d < rank; d++) {
      long spread = (o[0].dim(d) - 1L) * (interior.get(d) + 1L) + 1;
      long dim = low.get(d) + spread + high.get(d);
      if (!reversible(d, spread) || dim < 1 || dim > Integer.MAX_VALUE) {
        throw new IrException("E4007", "pad of dimension " + d + " of " + o[0]);
      }
      dims[d] = (int) dim;
    }
    return o[0].withShape(Shape.of(dims));
  }

  /** Whether a pad by the opposite counts and a slice, as the derivative has, can be written. */
  private boolean reversible(int d, long spread) {
    return interior.get(d) >= 0
        && interior.get(d) < Integer.MAX_VALUE
        && spread <= Integer.MAX_VALUE
        && Math.min(low.get(d), high.get(d)) > Integer.MIN_VALUE;
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    Type from = o[0].type();
    long[] strides = from.shape().strides();
    List<Long> result = new ArrayList<>();
    Loops.forEach(
        type.shape().dims(),
        index -> {
          long flat = 0;
          for (int d = 0; d < index.length && flat >= 0; d++) {
            long spread = (long) index[d] - low.get(d);
            long at = Math.floorDiv(spread, interior.get(d) + 1);
            boolean inside = at >= 0 && at < from.dim(d) && spread % (interior.get(d) + 1) == 0;
            flat = inside ? flat + at * strides[d] : -1;
          }
          result.add(flat >= 0 ? o[0].bits(flat) : o[1].bits(0));
        });
    return Tensor.of(type, i -> result.get((int) i));
  }

  @Override
  public void vjp(Vjp v) {
    Emitter e = v.emit();
    if (v.needs(0)) {
      v.add(0, taken(v));
    }
    if (v.needs(1)) { // what does not come from the operand comes from the value
      Type x = v.type(v.operand(0)).withDType(DType.BOOL);
      int no = e.builder().add(Const.splat(Type.scalar(DType.BOOL), 0));
      int fromX = e.builder().add(this, e.builder().add(Const.splat(x, 1)), no);
      int rest = e.select(fromX, e.like(v.cotangent(), 0), v.cotangent());
      int[] all = java.util.stream.IntStream.range(0, low.size()).toArray();
      v.add(1, e.reduce(Reduce.Kind.SUM, rest, all));
    }
  }

  /** The cotangent at the places the operand's elements went to, zero for those taken away. */
  private int taken(Vjp v) {
    Type from = v.type(v.operand(0));
    int rank = from.rank();
    int[] negLow = new int[rank];
    int[] negHigh = new int[rank];
    int[] stride = new int[rank];
    int[] end = new int[rank];
    for (int d = 0; d < rank; d++) {
      negLow[d] = -low.get(d);
      negHigh[d] = -high.get(d);
      stride[d] = interior.get(d) + 1;
      end[d] = (from.dim(d) - 1) * stride[d] + 1;
    }
    int zero = v.emit().zeros(Type.scalar(from.dtype()));
    int cropped = v.builder().add(new Pad(negLow, negHigh, new int[rank]), v.cotangent(), zero);
    return v.builder().add(new Slice(new int[rank], end, stride), cropped);
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    String counts = "low = " + low + ", high = " + high + ", interior = " + interior;
    return h.apply("pad", counts, type, o);
  }

  /**
   * A guarded read of the operand, where it is, and of the value elsewhere, told apart by a guarded
   * read of ones.
   */
  @Override
  public Lowering lower(Type type, Type... o) {
    int rank = type.rank();
    List<Index> indices = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      Index along = Index.strided(-low.get(d), d, 1, rank);
      indices.add(new Index(along.offset(), along.strides(), interior.get(d) + 1, -1));
    }
    Access read = new Access(0, o[0].dtype(), o[0].shape().extents(), indices, true, 0);
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref inside = b.literal(DType.BOOL, 1);
    for (int d = 0; d < rank; d++) {
      inside = b.apply(mind.compiler.kernel.ScalarOp.AND, inside, inside(b, d, o[0].dim(d)));
    }
    ScalarCode.Ref value = b.select(inside, b.load(0, o[0].dtype()), b.load(1, o[1].dtype()));
    return Lowering.of(
        Nest.map(
            Loops.axes(type.shape()),
            List.of(read, Loops.at(1, o[1], List.of())),
            b.build(List.of(value)),
            List.of(Loops.pointwise(2, type))));
  }

  private ScalarCode.Ref inside(ScalarCode.Builder b, int d, int size) {
    long step = interior.get(d) + 1L;
    ScalarCode.Ref zero = b.integer(DType.I64, 0);
    ScalarCode.Ref at = b.sub(b.axis(d), b.integer(DType.I64, low.get(d)));
    ScalarCode.Ref inside =
        b.apply(
            mind.compiler.kernel.ScalarOp.AND,
            b.apply(mind.compiler.kernel.ScalarOp.GE, at, zero),
            b.lt(at, b.integer(DType.I64, (size - 1) * step + 1)));
    if (step == 1) {
      return inside;
    }
    ScalarCode.Ref rest =
        b.apply(mind.compiler.kernel.ScalarOp.SREM, at, b.integer(DType.I64, step));
    return b.apply(mind.compiler.kernel.ScalarOp.AND, inside, b.eq(rest, zero));
  }

  /** Nothing added and nothing taken away. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    int[] none = new int[low.size()];
    return low.equals(Ints.of(none)) && high.equals(low) && interior.equals(low) ? o[0] : -1;
  }
}
