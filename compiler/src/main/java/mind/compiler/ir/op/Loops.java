package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarEvaluator;

/** Pieces that the operations' evaluations and lowerings share. */
final class Loops {
  private Loops() {}

  /** A parallel axis per dimension. */
  static List<Axis> axes(Shape shape) {
    return shape.extents().stream().map(Axis::parallel).toList();
  }

  /**
   * Reads or writes a whole tensor point by point: its dimension d runs along axis {@code axes[d]}
   * of {@code rank}.
   */
  static Access along(int buffer, Type type, int rank, int... axes) {
    List<Index> indices = new ArrayList<>();
    for (int axis : axes) {
      indices.add(Index.along(axis, rank));
    }
    return Access.of(buffer, type.dtype(), type.shape().extents(), indices);
  }

  /** Reads or writes the element at the nest's own point. */
  static Access pointwise(int buffer, Type type) {
    return along(buffer, type, type.rank(), IntStream.range(0, type.rank()).toArray());
  }

  /** Access by the given indices, never out of bounds. */
  static Access at(int buffer, Type type, List<Index> indices) {
    return Access.of(buffer, type.dtype(), type.shape().extents(), indices);
  }

  /** A nest that copies what {@code read} sees to {@code write}. */
  static Nest copy(List<Axis> axes, Access read, Access write) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return Nest.map(axes, List.of(read), b.build(List.of(b.load(0, read.dtype()))), List.of(write));
  }

  /** The element-wise lowering of scalar code whose load i is operand i. */
  static Lowering pointwise(ScalarCode code, Type result, Type... operands) {
    List<Access> reads = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      reads.add(pointwise(i, operands[i]));
    }
    return Lowering.of(
        Nest.map(axes(result.shape()), reads, code, List.of(pointwise(operands.length, result))));
  }

  /** The element-wise value of scalar code whose load i is operand i. */
  static Tensor evaluate(ScalarCode code, Type result, Tensor... operands) {
    ScalarEvaluator evaluator = new ScalarEvaluator(code);
    long[] arguments = new long[operands.length];
    return Tensor.of(
        result,
        i -> {
          for (int o = 0; o < arguments.length; o++) {
            arguments[o] = operands[o].bits(i);
          }
          return evaluator.apply(arguments);
        });
  }

  /** Calls {@code visitor} with every index of a shape in row-major order; the array is reused. */
  static void forEach(int[] dims, java.util.function.Consumer<int[]> visitor) {
    int[] index = new int[dims.length];
    while (true) {
      visitor.accept(index);
      int d = dims.length - 1;
      while (d >= 0 && ++index[d] == dims[d]) {
        index[d--] = 0;
      }
      if (d < 0) {
        return;
      }
    }
  }

  /** Flat position of an index. */
  static long flat(int[] index, long[] strides) {
    long flat = 0;
    for (int d = 0; d < index.length; d++) {
      flat += index[d] * strides[d];
    }
    return flat;
  }

  /**
   * A tensor that takes each of its elements from {@code operand} at the flat position a function
   * of the index gives.
   */
  static Tensor rearrange(
      Type type, Tensor operand, java.util.function.ToLongFunction<int[]> source) {
    long[] from = new long[Math.toIntExact(type.elements())];
    int[] next = {0};
    forEach(type.shape().dims(), index -> from[next[0]++] = source.applyAsLong(index));
    return Tensor.of(type, i -> operand.bits(from[(int) i]));
  }
}
