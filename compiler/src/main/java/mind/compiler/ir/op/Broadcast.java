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

/**
 * Repeats a tensor: dimension i of the operand is dimension {@code dims[i]} of the result, of equal
 * size or of size 1 there; all others repeat. {@code dims} ascend.
 */
public record Broadcast(Shape shape, Ints dims) implements Op {

  public Broadcast(Shape shape, int... dims) {
    this(shape, Ints.of(dims));
  }

  @Override
  public Attributes attributes() {
    return Attributes.none().with("dims", dims);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... o) {
    boolean fits = dims.size() == o[0].rank();
    for (int i = 0; fits && i < dims.size(); i++) {
      fits =
          dims.get(i) > (i == 0 ? -1 : dims.get(i - 1))
              && dims.get(i) < shape.rank()
              && (o[0].dim(i) == shape.dim(dims.get(i)) || o[0].dim(i) == 1);
    }
    if (!fits) {
      throw new IrException("E4003", "broadcast of " + o[0] + " along " + dims + " to " + shape);
    }
    return o[0].withShape(shape);
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    Type from = o[0].type();
    long[] strides = from.shape().strides();
    return Loops.rearrange(
        type,
        o[0],
        index -> {
          long flat = 0;
          for (int i = 0; i < dims.size(); i++) {
            flat += from.dim(i) == 1 ? 0 : index[dims.get(i)] * strides[i];
          }
          return flat;
        });
  }

  /**
   * A value's first index along {@code dim} alone, where all others are known to be the same; -1
   * where they are not.
   */
  static int narrowed(FunctionBuilder b, int value, int dim) {
    Type type = b.type(value);
    if (type.dim(dim) == 1) {
      return -1;
    }
    int[] dims = type.shape().dims();
    dims[dim] = 1;
    Shape narrow = Shape.of(dims);
    return switch (b.instruction(value).op()) {
      case Const(Type t, Const.Splat(long bits)) -> b.add(Const.splat(t.withShape(narrow), bits));
      case Broadcast repeat when repeat.repeats(dim, b.type(b.instruction(value).operand(0))) ->
          b.add(new Broadcast(narrow, repeat.dims), b.instruction(value).operand(0));
      default -> -1;
    };
  }

  private boolean repeats(int dim, Type from) {
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i) == dim) {
        return from.dim(i) == 1;
      }
    }
    return true;
  }

  /** Sums over what was repeated. */
  @Override
  public void vjp(Vjp v) {
    Shape from = v.type(v.operand(0)).shape();
    List<Integer> repeated = new ArrayList<>();
    int next = 0;
    for (int d = 0; d < shape.rank(); d++) {
      boolean mapped = next < dims.size() && dims.get(next) == d;
      if (!mapped || from.dim(next) != shape.dim(d)) {
        repeated.add(d);
      }
      next += mapped ? 1 : 0;
    }
    Emitter e = v.emit();
    int[] axes = repeated.stream().mapToInt(Integer::intValue).toArray();
    v.add(0, e.reshape(e.reduce(Reduce.Kind.SUM, v.cotangent(), axes), from));
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.broadcast(o[0], shape, dims);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    List<Index> indices = new ArrayList<>();
    for (int i = 0; i < dims.size(); i++) {
      indices.add(
          o[0].dim(i) == 1
              ? Index.constant(0, shape.rank())
              : Index.along(dims.get(i), shape.rank()));
    }
    return Lowering.of(
        Loops.copy(Loops.axes(shape), Loops.at(0, o[0], indices), Loops.pointwise(1, type)));
  }

  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    return b.type(o[0]).equals(type) ? o[0] : Const.reshaped(b, type, o[0]);
  }
}
