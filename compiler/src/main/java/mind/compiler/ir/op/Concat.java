package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;

/** Joins tensors, equal in all other dimensions, along {@code axis}. */
public record Concat(int axis) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none().with("axis", axis);
  }

  @Override
  public int arity() {
    return -1;
  }

  @Override
  public Type infer(Type... o) {
    if (o.length == 0 || axis < 0 || axis >= o[0].rank()) {
      throw new IrException("E4003", "concat of " + o.length + " operands along axis " + axis);
    }
    int[] dims = o[0].shape().dims();
    long size = 0;
    for (Type operand : o) {
      int[] other = operand.shape().dims();
      size += axis < other.length ? other[axis] : 0;
      if (axis < other.length) {
        other[axis] = dims[axis];
      }
      if (operand.dtype() != o[0].dtype() || !java.util.Arrays.equals(other, dims)) {
        throw new IrException("E4003", "concat of " + o[0] + " and " + operand + " along " + axis);
      }
    }
    if (size > Integer.MAX_VALUE) {
      throw new IrException("E4003", "concat along " + axis + " gives " + size);
    }
    dims[axis] = (int) size;
    return o[0].withShape(Shape.of(dims));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    List<Long> result = new ArrayList<>();
    Loops.forEach(
        type.shape().dims(),
        index -> {
          int part = 0;
          int at = index[axis];
          while (at >= o[part].type().dim(axis)) {
            at -= o[part++].type().dim(axis);
          }
          int whole = index[axis];
          index[axis] = at;
          result.add(o[part].bits(Loops.flat(index, o[part].type().shape().strides())));
          index[axis] = whole;
        });
    return Tensor.of(type, i -> result.get((int) i));
  }

  @Override
  public void vjp(Vjp v) {
    Type type = v.type(v.result());
    int start = 0;
    int parts = v.builder().instruction(v.result()).arity();
    for (int i = 0; i < parts; i++) {
      int size = v.type(v.operand(i)).dim(axis);
      if (v.needs(i)) {
        int[] starts = new int[type.rank()];
        int[] ends = type.shape().dims();
        int[] strides = new int[type.rank()];
        java.util.Arrays.fill(strides, 1);
        starts[axis] = start;
        ends[axis] = start + size;
        v.add(i, v.builder().add(new Slice(starts, ends, strides), v.cotangent()));
      }
      start += size;
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.apply("concatenate", "dim = " + axis, type, o);
  }

  /** One nest a part. */
  @Override
  public Lowering lower(Type type, Type... o) {
    List<Nest> nests = new ArrayList<>();
    long start = 0;
    for (int i = 0; i < o.length; i++) {
      List<Index> indices = new ArrayList<>();
      for (int d = 0; d < type.rank(); d++) {
        indices.add(Index.strided(d == axis ? start : 0, d, 1, type.rank()));
      }
      nests.add(
          Loops.copy(
              Loops.axes(o[i].shape()),
              Loops.pointwise(i, o[i]),
              Loops.at(o.length, type, indices)));
      start += o[i].dim(axis);
    }
    return new Lowering.Nests(nests, List.of());
  }

  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    return o.length == 1 ? o[0] : -1;
  }
}
