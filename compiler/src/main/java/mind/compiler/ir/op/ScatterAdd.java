package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;

/**
 * Adds updates (third operand) into a copy of the first at the places {@link Gather} of the same
 * attributes would read. A place starts from its operand's value and takes its updates in row-major
 * order; an update out of range is left out and E6001.
 */
public record ScatterAdd(int axis, int batch) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none().with("axis", axis).with("batch", batch);
  }

  @Override
  public int arity() {
    return 3;
  }

  @Override
  public Type infer(Type... o) {
    Type updates = o[0].withShape(Gather.resultShape(axis, batch, o[0], o[1]));
    if (!updates.equals(o[2]) || o[0].dtype() == DType.BOOL) {
      throw new IrException("E4003", "scatter_add of " + o[2] + " where " + updates + " belongs");
    }
    return o[0];
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    Type indices = o[1].type();
    int[] indexAxes = Gather.indexAxes(axis, batch, indices.rank());
    long[] indexStrides = indices.shape().strides();
    byte[] result = o[0].bytes();
    DType dtype = type.dtype();
    int[] next = {0};
    Loops.forEach(
        o[2].type().shape().dims(),
        at -> {
          long flat = 0;
          for (int d = 0; d < indexAxes.length; d++) {
            flat += at[indexAxes[d]] * indexStrides[d];
          }
          long value = o[1].bits(flat);
          long update = o[2].bits(next[0]++);
          if (value >= 0 && value < type.dim(axis)) {
            int place = (int) Gather.position(at, axis, batch, indices.rank(), type, value);
            long old = Tensor.get(dtype, result, place);
            Tensor.set(dtype, result, place, ScalarOp.ADD.apply(dtype, dtype, old, update, 0));
          }
        });
    return Tensor.ofBytes(type, result);
  }

  @Override
  public void vjp(Vjp v) {
    v.add(0, v.cotangent());
    if (v.needs(2)) {
      v.add(2, v.builder().add(new Gather(axis, batch), v.cotangent(), v.operand(1)));
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    int indexRank = o[1].type().rank();
    Ints together = Ints.of(IntStream.range(0, batch).toArray());
    String operation =
        """
        "stablehlo.scatter"(%s, %s, %s) <{scatter_dimension_numbers = #stablehlo.scatter<\
        update_window_dims = %s, inserted_window_dims = [%s], input_batching_dims = %s, \
        scatter_indices_batching_dims = %s, scatter_dims_to_operand_dims = [%s], \
        index_vector_dim = %s>}> ({
            ^bb0(%%a: %10$s, %%b: %10$s):
              %%sum = stablehlo.add %%a, %%b : %10$s
              stablehlo.return %%sum : %10$s
            })\
        """
            .formatted(
                o[0],
                o[1],
                o[2],
                Gather.offsets(axis, batch, indexRank, o[2].type().rank()),
                axis,
                together,
                together,
                axis,
                indexRank,
                HloWriter.type(Type.scalar(type.dtype())));
    return h.line(operation + HloWriter.signature(type, o), type);
  }

  /**
   * A copy, then the additions: dimensions of the indices run in order, the others are independent.
   */
  @Override
  public Lowering lower(Type type, Type... o) {
    int rank = o[2].rank();
    int[] indexAxes = Gather.indexAxes(axis, batch, o[1].rank());
    int[] axisOf = new int[rank];
    List<Axis> loop = new ArrayList<>();
    for (boolean ordered : new boolean[] {false, true}) {
      for (int d = 0; d < rank; d++) {
        int dim = d;
        boolean indexed = d >= batch && IntStream.of(indexAxes).anyMatch(a -> a == dim);
        if (indexed == ordered) {
          axisOf[d] = loop.size();
          loop.add(ordered ? Axis.reduce(o[2].dim(d)) : Axis.parallel(o[2].dim(d)));
        }
      }
    }
    int[] along = IntStream.of(indexAxes).map(d -> axisOf[d]).toArray();
    Access index = Loops.along(1, o[1], rank, along);
    Access update = Loops.along(2, o[2], rank, axisOf);
    Access place = Loops.at(3, type, Gather.indices(axis, batch, o[1].rank(), type.rank(), axisOf));
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode body = b.build(List.of(b.load(1, type.dtype())));
    Nest add = Nest.reduction(loop, List.of(index, update), body, Combine.SCATTER_ADD, place, 0);
    Nest copy =
        Loops.copy(Loops.axes(type.shape()), Loops.pointwise(0, type), Loops.pointwise(3, type));
    return new Lowering.Nests(List.of(copy, add), List.of());
  }

  @Override
  public long outOfRange(Tensor... o) {
    return Gather.firstOutOfRange(o[1], o[0].type().dim(axis));
  }

  @Override
  public boolean mayFail() {
    return true;
  }
}
