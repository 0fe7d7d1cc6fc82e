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
 * The elements at start, start + stride, .. below end in each dimension; 0 <= start < end <= size,
 * stride > 0.
 */
public record Slice(Ints starts, Ints ends, Ints strides) implements Op {

  public Slice(int[] starts, int[] ends, int[] strides) {
    this(Ints.of(starts), Ints.of(ends), Ints.of(strides));
  }

  static Slice parse(Attributes a) {
    return new Slice(a.integers("starts"), a.integers("ends"), a.integers("strides"));
  }

  @Override
  public Attributes attributes() {
    return Attributes.none().with("starts", starts).with("ends", ends).with("strides", strides);
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... o) {
    int rank = o[0].rank();
    if (starts.size() != rank || ends.size() != rank || strides.size() != rank) {
      throw new IrException("E4007", "slice lists do not have the rank of " + o[0]);
    }
    int[] dims = new int[rank];
    for (int d = 0; d < rank; d++) {
      if (strides.get(d) < 1) {
        throw new IrException("E4008", "slice with stride " + strides.get(d));
      }
      if (starts.get(d) < 0 || starts.get(d) >= ends.get(d) || ends.get(d) > o[0].dim(d)) {
        throw new IrException(
            "E4007", "slice " + starts.get(d) + ":" + ends.get(d) + " of dimension " + o[0].dim(d));
      }
      dims[d] = (ends.get(d) - starts.get(d) - 1) / strides.get(d) + 1;
    }
    return o[0].withShape(Shape.of(dims));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    long[] from = o[0].type().shape().strides();
    return Loops.rearrange(
        type,
        o[0],
        index -> {
          long flat = 0;
          for (int d = 0; d < index.length; d++) {
            flat += (starts.get(d) + (long) index[d] * strides.get(d)) * from[d];
          }
          return flat;
        });
  }

  /** Puts the cotangent back where it was taken from, among zeros. */
  @Override
  public void vjp(Vjp v) {
    Type from = v.type(v.operand(0));
    int rank = from.rank();
    int[] high = new int[rank];
    int[] interior = new int[rank];
    for (int d = 0; d < rank; d++) {
      int span = (v.type(v.result()).dim(d) - 1) * strides.get(d) + 1;
      high[d] = from.dim(d) - starts.get(d) - span;
      interior[d] = strides.get(d) - 1;
    }
    int zero = v.emit().zeros(Type.scalar(from.dtype()));
    v.add(0, v.builder().add(new Pad(starts.toArray(), high, interior), v.cotangent(), zero));
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    List<String> ranges = new ArrayList<>();
    for (int d = 0; d < type.rank(); d++) {
      ranges.add(starts.get(d) + ":" + ends.get(d) + ":" + strides.get(d));
    }
    String operation = "stablehlo.slice " + o[0] + " [" + String.join(", ", ranges) + "]";
    return h.line(operation + HloWriter.signature(type, o), type);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    List<Index> indices = new ArrayList<>();
    for (int d = 0; d < type.rank(); d++) {
      indices.add(Index.strided(starts.get(d), d, strides.get(d), type.rank()));
    }
    return Lowering.of(
        Loops.copy(Loops.axes(type.shape()), Loops.at(0, o[0], indices), Loops.pointwise(1, type)));
  }

  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    return b.type(o[0]).equals(type) ? o[0] : Const.reshaped(b, type, o[0]);
  }
}
