package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
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
 * Matrix product [b.., m, k] by [b.., k, n] to [b.., m, n], each element a chain in chunks of k
 * (numerics rule 2).
 */
public record Matmul() implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none();
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public Type infer(Type... o) {
    int rank = o[0].rank();
    boolean fits =
        rank >= 2
            && o[1].rank() == rank
            && o[0].dtype() == o[1].dtype()
            && o[0].dtype() != DType.BOOL
            && o[0].dim(rank - 1) == o[1].dim(rank - 2);
    for (int d = 0; fits && d < rank - 2; d++) {
      fits = o[0].dim(d) == o[1].dim(d);
    }
    if (!fits) {
      throw new IrException("E4003", "matmul of " + o[0] + " and " + o[1]);
    }
    int[] dims = o[0].shape().dims();
    dims[rank - 1] = o[1].dim(rank - 1);
    return o[0].withShape(Shape.of(dims));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    int rank = type.rank();
    long m = type.dim(rank - 2);
    long n = type.dim(rank - 1);
    long k = o[0].type().dim(rank - 1);
    DType dtype = type.dtype();
    return Tensor.of(
        type,
        flat -> {
          long column = flat % n;
          long row = flat / n; // over all batches, as the left operand's rows are
          long right = row / m * k * n + column;
          long total = 0;
          for (long chunk = 0; chunk < k; chunk += Combine.KC) {
            long sum = 0;
            for (long i = chunk; i < Math.min(k, chunk + Combine.KC); i++) {
              long a = o[0].bits(row * k + i);
              long b = o[1].bits(right + i * n);
              sum = ScalarOp.FMA.apply(dtype, dtype, a, b, sum);
            }
            total = chunk == 0 ? sum : ScalarOp.ADD.apply(dtype, dtype, total, sum, 0);
          }
          return total;
        });
  }

  @Override
  public void vjp(Vjp v) {
    Emitter e = v.emit();
    if (v.needs(0)) {
      v.add(0, e.matmul(v.cotangent(), e.transposeMatrix(v.operand(1))));
    }
    if (v.needs(1)) {
      v.add(1, e.matmul(e.transposeMatrix(v.operand(0)), v.cotangent()));
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    int rank = type.rank();
    Ints batch = Ints.of(IntStream.range(0, rank - 2).toArray());
    String batching = rank == 2 ? "" : "batching_dims = " + batch + " x " + batch + ", ";
    String contracting = "contracting_dims = [" + (rank - 1) + "] x [" + (rank - 2) + "], ";
    return h.apply(
        "dot_general", batching + contracting + "precision = [HIGHEST, HIGHEST]", type, o);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    int rank = type.rank();
    List<Axis> loop = new ArrayList<>(Loops.axes(type.shape()));
    loop.add(Axis.reduce(o[0].dim(rank - 1)));
    int[] left = IntStream.range(0, rank).toArray();
    int[] right = left.clone();
    left[rank - 1] = rank;
    right[rank - 2] = rank;
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode factors = b.build(List.of(b.load(0, type.dtype()), b.load(1, type.dtype())));
    return Lowering.of(
        Nest.reduction(
            loop,
            List.of(Loops.along(0, o[0], rank + 1, left), Loops.along(1, o[1], rank + 1, right)),
            factors,
            Combine.FMA_CHAIN,
            Loops.along(2, type, rank + 1, IntStream.range(0, rank).toArray()),
            0));
  }

  /**
   * Of a product of which all rows or all columns are the same, one is computed: every element is a
   * chain of its own.
   */
  private static int repeated(FunctionBuilder b, Type type, int... o) {
    int rank = type.rank();
    for (int side = 0; side < 2; side++) {
      int narrow = Broadcast.narrowed(b, o[side], rank - 2 + side);
      if (narrow >= 0) {
        int one = b.add(new Matmul(), side == 0 ? narrow : o[0], side == 0 ? o[1] : narrow);
        return b.add(new Broadcast(type.shape(), IntStream.range(0, rank).toArray()), one);
      }
    }
    return -1;
  }

  /**
   * The product of two transposes is the transpose of the product the other way round: one copy of
   * [m, n] for one of [k, n], as the left side is read in any order anyway.
   */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    int repeated = repeated(b, type, o);
    if (repeated >= 0) {
      return repeated;
    }
    Instruction left = b.instruction(o[0]);
    Instruction right = b.instruction(o[1]);
    boolean both =
        type.dim(type.rank() - 2) <= b.type(o[0]).dim(type.rank() - 1)
            && left.op() instanceof Transpose t
            && right.op() instanceof Transpose u
            && t.isOfMatrices()
            && u.isOfMatrices();
    Emitter e = new Emitter(b);
    return both ? e.transposeMatrix(e.matmul(right.operand(0), left.operand(0))) : -1;
  }
}
