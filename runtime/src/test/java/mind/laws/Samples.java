package mind.laws;

import static mind.compiler.kernel.DType.BOOL;
import static mind.compiler.kernel.DType.F32;
import static mind.compiler.kernel.DType.F64;
import static mind.compiler.kernel.DType.I32;
import static mind.compiler.kernel.DType.I64;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Broadcast;
import mind.compiler.ir.op.Cast;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Concat;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Conv2d;
import mind.compiler.ir.op.Gather;
import mind.compiler.ir.op.Ints;
import mind.compiler.ir.op.Matmul;
import mind.compiler.ir.op.Pad;
import mind.compiler.ir.op.Random;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Reshape;
import mind.compiler.ir.op.ScatterAdd;
import mind.compiler.ir.op.Select;
import mind.compiler.ir.op.Slice;
import mind.compiler.ir.op.Transpose;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/** Samples of every operation, in every kind and on every dtype it takes. */
final class Samples {
  private Samples() {}

  static final DType[] NUMBERS = {I32, I64, F32, F64};

  static List<Sample> all() {
    List<Sample> samples = new ArrayList<>();
    elementWise(samples);
    constants(samples);
    reductions(samples);
    moves(samples);
    indexing(samples);
    products(samples);
    convolutions(samples);
    return samples;
  }

  private static void elementWise(List<Sample> samples) {
    for (DType dtype : DType.values()) {
      Type type = Type.of(dtype, 5, 7);
      for (Unary.Kind kind : Unary.Kind.values()) {
        if (kind.accepts(dtype)) {
          samples.add(Sample.of(new Unary(kind), type));
          samples.add(Sample.of(new Unary(kind), Type.scalar(dtype)));
        }
      }
      for (Binary.Kind kind : Binary.Kind.values()) {
        if (kind.accepts(dtype)) {
          samples.add(Sample.of(new Binary(kind), type, type));
        }
      }
      for (Compare.Kind kind : Compare.Kind.values()) {
        samples.add(Sample.of(new Compare(kind), type, type));
      }
      for (DType to : DType.values()) {
        samples.add(Sample.of(new Cast(to), type));
      }
      samples.add(Sample.of(new Select(), Type.of(BOOL, 5, 7), type, type));
    }
  }

  private static void constants(List<Sample> samples) {
    for (DType dtype : DType.values()) {
      samples.add(Sample.of(Const.splat(Type.of(dtype, 3, 2), 1)));
      samples.add(Sample.of(Const.splat(Type.scalar(dtype), 0)));
      samples.add(Sample.of(Const.of(Tensor.of(Type.of(dtype, 2, 3), i -> i % 2))));
    }
    for (DType dtype : NUMBERS) {
      samples.add(Sample.of(Const.iota(Type.of(dtype, 4, 9), 0)));
      samples.add(Sample.of(Const.iota(Type.of(dtype, 4, 9), 1)));
    }
    for (DType dtype : List.of(F32, F64)) {
      for (int n : new int[] {1, 2, 3, 4, 5, 37}) {
        samples.add(
            Sample.of(new Random(Random.Kind.UNIFORM, Type.of(dtype, n)), Type.scalar(I64)));
        samples.add(
            Sample.of(new Random(Random.Kind.NORMAL, Type.of(dtype, n, 2)), Type.scalar(I64)));
      }
    }
    samples.add(Sample.of(Random.fold(), Type.scalar(I64), Type.scalar(I64)));
  }

  private static void reductions(List<Sample> samples) {
    int[][] axes = {{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}};
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      for (DType dtype : NUMBERS) {
        for (int[] over : axes) {
          samples.add(Sample.of(new Reduce(kind, over), Type.of(dtype, 3, 5, 7)));
        }
        samples.add(Sample.of(new Reduce(kind, 0), Type.of(dtype, 1)));
        samples.add(Sample.of(new Reduce(kind, 1), Type.of(dtype, 3, 1)));
      }
      samples.add(Sample.of(new Reduce(kind, 0), Type.of(F32, 600, 3)));
      samples.add(Sample.of(new Reduce(kind, 0), Type.of(F32, 2500)));
      samples.add(Sample.of(new Reduce(kind, 0, 2), Type.of(F32, 30, 2, 90)));
    }
    samples.add(Sample.of(new Reduce(Reduce.Kind.MAX, 0), Type.of(BOOL, 3, 5)));
    samples.add(Sample.of(new Reduce(Reduce.Kind.MIN, 1), Type.of(BOOL, 3, 5)));
  }

  private static void moves(List<Sample> samples) {
    for (DType dtype : DType.values()) {
      Type type = Type.of(dtype, 3, 4);
      samples.add(Sample.of(new Broadcast(Shape.of(2, 3, 5, 4), 1, 3), type));
      samples.add(Sample.of(new Broadcast(Shape.of(2, 3, 4), 0, 2), Type.of(dtype, 1, 4)));
      samples.add(Sample.of(new Broadcast(Shape.of(2, 3)), Type.scalar(dtype)));
      samples.add(Sample.of(new Reshape(Shape.of(2, 6)), type));
      samples.add(Sample.of(new Transpose(1, 0), type));
      samples.add(Sample.of(new Transpose(2, 0, 1), Type.of(dtype, 2, 3, 4)));
      samples.add(Sample.of(new Slice(new int[] {1, 0}, new int[] {3, 4}, new int[] {1, 3}), type));
      Type fill = Type.scalar(dtype);
      samples.add(
          Sample.of(new Pad(new int[] {1, 0}, new int[] {2, 3}, new int[] {0, 2}), type, fill));
      samples.add(
          Sample.of(new Pad(new int[] {-1, 2}, new int[] {1, -3}, new int[] {1, 0}), type, fill));
      samples.add(Sample.of(new Concat(1), type, Type.of(dtype, 3, 1), type));
    }
  }

  private static void indexing(List<Sample> samples) {
    for (DType index : List.of(I32, I64)) {
      Type x = Type.of(F64, 3, 4, 5);
      Type row = Type.of(index, 6);
      Type perBatch = Type.of(index, 3, 2);
      samples.add(Sample.indexing(new Gather(0, 0), 3, x, row));
      samples.add(Sample.indexing(new Gather(1, 0), 4, x, perBatch));
      samples.add(Sample.indexing(new Gather(1, 1), 4, x, perBatch));
      samples.add(Sample.indexing(new Gather(2, 1), 5, x, Type.of(index, 3)));
      samples.add(Sample.indexing(new Gather(2, 2), 5, x, Type.of(index, 3, 4)));
      samples.add(Sample.indexing(new ScatterAdd(0, 0), 3, x, row, Type.of(F64, 6, 4, 5)));
      samples.add(Sample.indexing(new ScatterAdd(1, 1), 4, x, perBatch, Type.of(F64, 3, 2, 5)));
      samples.add(
          Sample.indexing(new ScatterAdd(2, 1), 5, x, Type.of(index, 3), Type.of(F64, 3, 4)));
    }
    samples.add(Sample.indexing(new Gather(0, 0), 9, Type.of(F32, 9, 2), Type.scalar(I32)));
  }

  private static void products(List<Sample> samples) {
    for (DType dtype : NUMBERS) {
      samples.add(Sample.of(new Matmul(), Type.of(dtype, 3, 5), Type.of(dtype, 5, 4)));
      samples.add(Sample.of(new Matmul(), Type.of(dtype, 2, 3, 5), Type.of(dtype, 2, 5, 1)));
    }
    samples.add(Sample.of(new Matmul(), Type.of(F32, 9, 600), Type.of(F32, 600, 37)));
    samples.add(Sample.of(new Matmul(), Type.of(F32, 1, 257), Type.of(F32, 257, 20)));
  }

  private static void convolutions(List<Sample> samples) {
    Type x = Type.of(F64, 2, 7, 6, 4);
    int[][] lists = {
      // strides, padding, lhs dilation, rhs dilation: two, four, two and two numbers
      {1, 1, 0, 0, 0, 0, 1, 1, 1, 1},
      {2, 1, 1, 1, 1, 1, 1, 1, 1, 1},
      {1, 2, 2, 0, -1, 3, 1, 1, 2, 1},
      {1, 1, 1, 2, 0, 1, 2, 3, 1, 1},
      {3, 2, 4, 1, 2, 2, 2, 3, 3, 2},
      {1, 1, 2, 2, 2, 2, 4, 2, 2, 2},
    };
    for (int[] l : lists) {
      for (int groups : new int[] {1, 2, 4}) {
        for (boolean flip : new boolean[] {false, true}) {
          Conv2d conv =
              new Conv2d(
                  Ints.of(l[0], l[1]),
                  Ints.of(l[2], l[3], l[4], l[5]),
                  Ints.of(l[6], l[7]),
                  Ints.of(l[8], l[9]),
                  groups,
                  flip);
          samples.add(Sample.of(conv, x, Type.of(F64, 3, 2, 4 / groups, 4)));
        }
      }
    }
    Conv2d deep =
        new Conv2d(Ints.of(1, 1), Ints.of(1, 1, 1, 1), Ints.of(1, 1), Ints.of(1, 1), 1, false);
    samples.add(Sample.of(deep, Type.of(F32, 1, 5, 5, 40), Type.of(F32, 3, 3, 40, 9)));
    samples.add(Sample.of(deep, Type.of(I32, 1, 5, 5, 2), Type.of(I32, 3, 3, 2, 3)));
  }
}
