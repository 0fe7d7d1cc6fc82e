package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Takes slices along {@code axis} by integer indices. The first {@code batch} dimensions of both
 * operands are the same and go together; result[b.., o.., i.., r..] = x[b.., o.., indices[b..,
 * i..], r..] with o.. the dimensions between batch and axis. An index out of range is E6001 at run
 * time; the read is clamped.
 */
public record Gather(int axis, int batch) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none().with("axis", axis).with("batch", batch);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public Type infer(Type... o) {
    return o[0].withShape(resultShape(axis, batch, o[0], o[1]));
  }

  static Shape resultShape(int axis, int batch, Type x, Type indices) {
    boolean fits = 0 <= batch && batch <= axis && axis < x.rank() && batch <= indices.rank();
    for (int d = 0; fits && d < batch; d++) {
      fits = x.dim(d) == indices.dim(d);
    }
    if (!fits) {
      throw new IrException(
          "E4006",
          "gather along axis " + axis + " with batch " + batch + " of " + x + " by " + indices);
    }
    if (!indices.dtype().isInteger()) {
      throw new IrException("E4011", "gather by indices of " + indices);
    }
    List<Integer> dims = new ArrayList<>();
    for (int d = 0; d < axis; d++) {
      dims.add(x.dim(d));
    }
    for (int d = batch; d < indices.rank(); d++) {
      dims.add(indices.dim(d));
    }
    for (int d = axis + 1; d < x.rank(); d++) {
      dims.add(x.dim(d));
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Which dimensions of the result run along the dimensions of the indices. */
  static int[] indexAxes(int axis, int batch, int indexRank) {
    return IntStream.range(0, indexRank).map(d -> d < batch ? d : axis + d - batch).toArray();
  }

  /** Flat position in x for an index of the result, given the value of its index there. */
  static long position(int[] at, int axis, int batch, int indexRank, Type x, long value) {
    long[] strides = x.shape().strides();
    long flat = value * strides[axis];
    for (int d = 0; d < axis; d++) {
      flat += at[d] * strides[d];
    }
    for (int d = axis + 1; d < x.rank(); d++) {
      flat += at[d - 1 + indexRank - batch] * strides[d];
    }
    return flat;
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    Type x = o[0].type();
    Type indices = o[1].type();
    int[] indexAxes = indexAxes(axis, batch, indices.rank());
    long[] indexStrides = indices.shape().strides();
    return Loops.rearrange(
        type,
        o[0],
        at -> {
          long flat = 0;
          for (int d = 0; d < indexAxes.length; d++) {
            flat += at[indexAxes[d]] * indexStrides[d];
          }
          long value = Math.clamp(o[1].bits(flat), 0, x.dim(axis) - 1);
          return position(at, axis, batch, indices.rank(), x, value);
        });
  }

  static long firstOutOfRange(Tensor indices, int size) {
    for (long i = 0; i < indices.type().elements(); i++) {
      if (indices.bits(i) < 0 || indices.bits(i) >= size) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void vjp(Vjp v) {
    int zeros = v.emit().like(v.operand(0), 0);
    v.add(0, v.builder().add(new ScatterAdd(axis, batch), zeros, v.operand(1), v.cotangent()));
  }

  /**
   * How x is accessed at a point whose axes {@code axisOf[d]} are the result's dimensions, by the
   * index in operand 0.
   */
  static List<Index> indices(int axis, int batch, int indexRank, int xRank, int[] axisOf) {
    List<Index> indices = new ArrayList<>();
    for (int d = 0; d < xRank; d++) {
      indices.add(
          d == axis
              ? Index.indirect(0, axisOf.length)
              : Index.along(axisOf[d < axis ? d : d - 1 + indexRank - batch], axisOf.length));
    }
    return indices;
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    int[] sizes = o[0].type().shape().dims();
    Arrays.fill(sizes, 0, batch, 1);
    sizes[axis] = 1;
    String list = Ints.of(sizes).toString();
    int indexRank = o[1].type().rank();
    Ints together = Ints.of(IntStream.range(0, batch).toArray());
    String operation =
        """
        "stablehlo.gather"(%s, %s) <{dimension_numbers = #stablehlo.gather<offset_dims = %s, \
        collapsed_slice_dims = [%s], operand_batching_dims = %s, start_indices_batching_dims = %s, \
        start_index_map = [%s], index_vector_dim = %s>, slice_sizes = array<i64: %s>}>\
        """
            .formatted(
                o[0],
                o[1],
                offsets(axis, batch, indexRank, type.rank()),
                axis,
                together,
                together,
                axis,
                indexRank,
                list.substring(1, list.length() - 1));
    return h.line(operation + HloWriter.signature(type, o), type);
  }

  /** Which dimensions of the result do not run along the indices. */
  static Ints offsets(int axis, int batch, int indexRank, int rank) {
    return Ints.of(Shape.others(rank, indexAxes(axis, batch, indexRank)));
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    int rank = type.rank();
    int[] axisOf = IntStream.range(0, rank).toArray();
    Access index = Loops.along(1, o[1], rank, indexAxes(axis, batch, o[1].rank()));
    Access read = Loops.at(0, o[0], indices(axis, batch, o[1].rank(), o[0].rank(), axisOf));
    ScalarCode.Builder b = new ScalarCode.Builder();
    return Lowering.of(
        Nest.map(
            Loops.axes(type.shape()),
            List.of(index, read),
            b.build(List.of(b.load(1, type.dtype()))),
            List.of(Loops.pointwise(2, type))));
  }

  @Override
  public long outOfRange(Tensor... o) {
    return firstOutOfRange(o[1], o[0].type().dim(axis));
  }

  @Override
  public boolean mayFail() {
    return true;
  }
}
