package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Index;

/** Permutes dimensions: dimension i of the result is dimension {@code perm[i]} of the operand. */
public record Transpose(Ints perm) implements Op {

  public Transpose(int... perm) {
    this(Ints.of(perm));
  }

  @Override
  public Attributes attributes() {
    return Attributes.none().with("perm", perm);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... o) {
    int[] dims = new int[o[0].rank()];
    boolean[] taken = new boolean[dims.length];
    boolean fits = perm.size() == dims.length;
    for (int i = 0; fits && i < dims.length; i++) {
      int from = perm.get(i);
      fits = from >= 0 && from < dims.length && !taken[from];
      if (fits) {
        taken[from] = true;
        dims[i] = o[0].dim(from);
      }
    }
    if (!fits) {
      throw new IrException("E4003", "transpose of " + o[0] + " by " + perm);
    }
    return o[0].withShape(Shape.of(dims));
  }

  /** Whether it swaps the last two dimensions, and these alone. */
  boolean isOfMatrices() {
    int rank = perm.size();
    boolean swaps = rank >= 2 && perm.get(rank - 1) == rank - 2;
    for (int i = 0; swaps && i < rank - 2; i++) {
      swaps = perm.get(i) == i;
    }
    return swaps;
  }

  private int[] inverse() {
    int[] inverse = new int[perm.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[perm.get(i)] = i;
    }
    return inverse;
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    long[] strides = o[0].type().shape().strides();
    long[] permuted = new long[strides.length];
    for (int i = 0; i < permuted.length; i++) {
      permuted[i] = strides[perm.get(i)];
    }
    return Loops.rearrange(type, o[0], index -> Loops.flat(index, permuted));
  }

  @Override
  public void vjp(Vjp v) {
    v.add(0, v.emit().transpose(v.cotangent(), inverse()));
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.apply("transpose", "dims = " + perm, type, o[0]);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    List<Index> indices = new ArrayList<>();
    for (int axis : inverse()) {
      indices.add(Index.along(axis, type.rank()));
    }
    return Lowering.of(
        Loops.copy(Loops.axes(type.shape()), Loops.at(0, o[0], indices), Loops.pointwise(1, type)));
  }

  /** Two transposes are one; the identity is none. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    if (Arrays.equals(perm.toArray(), IntStream.range(0, perm.size()).toArray())) {
      return o[0];
    }
    Instruction x = b.instruction(o[0]);
    if (x.op() instanceof Transpose inner) {
      int[] both = Arrays.stream(perm.toArray()).map(inner.perm::get).toArray();
      return b.add(new Transpose(both), x.operand(0));
    }
    return Const.reshaped(b, type, o[0]);
  }
}
