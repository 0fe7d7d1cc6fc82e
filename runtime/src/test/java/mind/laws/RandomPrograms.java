package mind.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Concat;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Emitter;
import mind.compiler.ir.op.Gather;
import mind.compiler.ir.op.Pad;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.ScatterAdd;
import mind.compiler.ir.op.Slice;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/**
 * Makes well-typed functions of a given seed, of operations in random order with operands that meet
 * in many ways.
 */
final class RandomPrograms {
  private static final int INDEX_LIMIT = 3;

  private final SplittableRandom random;
  private final FunctionBuilder b = new FunctionBuilder("random");
  private final Emitter e = new Emitter(b);
  private final DType dtype;

  /**
   * Whether its derivative is that of its value: nothing stands still for one but not the other.
   */
  private final boolean honest;

  private RandomPrograms(long seed, boolean honest) {
    random = new SplittableRandom(seed);
    dtype = honest || random.nextInt(4) == 0 ? DType.F64 : DType.F32;
    this.honest = honest;
  }

  /** A function and the bound below which its integer inputs have to stay. */
  static Sample inputs(Function f) {
    return new Sample(Const.splat(Type.scalar(DType.F32), 0), INDEX_LIMIT, f.inputTypes());
  }

  static Function make(long seed) {
    return new RandomPrograms(seed, false).make();
  }

  /** One in f64 without {@code stop}, whose derivatives are the slopes of its values. */
  static Function honest(long seed) {
    return new RandomPrograms(seed, true).make();
  }

  private Function make() {
    int r = random.nextInt(INDEX_LIMIT, 12);
    int c = random.nextInt(INDEX_LIMIT, 40);
    b.input("x", Type.of(dtype, r, c));
    b.input("w", Type.of(dtype, c, random.nextInt(1, 20)));
    b.input("v", Type.of(dtype, c));
    b.input("s", Type.scalar(dtype));
    b.input("i", Type.of(DType.I32, random.nextInt(1, 9)));
    int steps = random.nextInt(3, 24);
    for (int step = 0; step < steps; step++) {
      step();
    }
    for (int o = 0; o < random.nextInt(1, 4); o++) {
      b.output("o" + o, o == 0 ? b.size() - 1 : random.nextInt(b.size()));
    }
    return b.build();
  }

  private void step() {
    int x = pick(t -> t.dtype() == dtype);
    switch (random.nextInt(13)) {
      case 0, 1 -> e.unary(pick(Unary.Kind.values(), this::mayApply), x);
      case 2, 3, 4 -> {
        int y = partner(x);
        e.binary(pick(Binary.Kind.values(), k -> k.accepts(dtype)), x, y);
      }
      case 5 -> transpose(x);
      case 6, 7 -> reduceAndSpread(x);
      case 8 -> {
        int y = partner(x);
        Compare.Kind kind = pick(Compare.Kind.values(), k -> true);
        e.select(e.compare(kind, x, y), y, x);
      }
      case 9 -> e.reshape(x, Shape.of((int) b.type(x).elements()));
      case 10 -> sliceAndPad(x);
      case 11 -> products(x);
      default -> index(x);
    }
  }

  private boolean mayApply(Unary.Kind kind) {
    return kind.accepts(dtype) && !(honest && kind == Unary.Kind.STOP);
  }

  private int pick(Predicate<Type> wanted) {
    List<Integer> candidates = new ArrayList<>();
    for (int v = 0; v < b.size(); v++) {
      if (wanted.test(b.type(v)) && b.type(v).elements() <= 4096) {
        candidates.add(v);
      }
    }
    int recent = random.nextInt(2) == 0 ? Math.max(0, candidates.size() - 3) : 0;
    return candidates.get(random.nextInt(recent, candidates.size()));
  }

  private <K> K pick(K[] kinds, Predicate<K> wanted) {
    List<K> candidates = java.util.Arrays.stream(kinds).filter(wanted).toList();
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** A value of x's type: another, a constant, or a scalar spread out. */
  private int partner(int x) {
    Type type = b.type(x);
    return switch (random.nextInt(4)) {
      case 0 -> e.splat(type, random.nextInt(-2, 3));
      case 1 -> e.broadcast(pick(t -> t.equals(Type.scalar(dtype))), type.shape());
      default -> pick(type::equals);
    };
  }

  private void transpose(int x) {
    if (b.type(x).rank() >= 2) {
      e.transposeMatrix(x);
    }
  }

  private void reduceAndSpread(int x) {
    Type type = b.type(x);
    if (type.rank() > 0) {
      int axis = random.nextInt(type.rank());
      Reduce.Kind kind = pick(Reduce.Kind.values(), k -> true);
      int reduced = e.reduce(kind, x, axis);
      if (random.nextBoolean()) {
        e.sub(x, e.unreduce(reduced, type.shape(), axis));
      }
    }
  }

  private void sliceAndPad(int x) {
    Type type = b.type(x);
    int rank = type.rank();
    int[] starts = new int[rank];
    int[] strides = new int[rank];
    int[] low = new int[rank];
    int[] interior = new int[rank];
    for (int d = 0; d < rank; d++) {
      starts[d] = random.nextInt(type.dim(d));
      strides[d] = random.nextInt(1, 3);
      low[d] = random.nextInt(0, 3);
      interior[d] = random.nextInt(0, 2);
    }
    int sliced = b.add(new Slice(starts, type.shape().dims(), strides), x);
    if (random.nextBoolean()) {
      b.add(new Pad(low, starts, interior), sliced, pick(t -> t.equals(Type.scalar(dtype))));
    } else if (rank > 0) {
      int axis = random.nextInt(rank);
      b.add(new Concat(axis), x, x);
    }
  }

  private void products(int x) {
    Type type = b.type(x);
    if (type.rank() == 2) {
      int left = x;
      int right = pick(t -> t.dtype() == dtype && t.rank() == 2);
      if (b.type(right).dim(0) == type.dim(1)) {
        e.matmul(left, right);
      } else {
        e.matmul(left, e.transposeMatrix(left));
      }
    }
  }

  private void index(int x) {
    Type type = b.type(x);
    if (type.rank() > 0 && type.dim(0) >= INDEX_LIMIT) {
      int taken = b.add(new Gather(0, 0), x, 4);
      b.add(new ScatterAdd(0, 0), x, 4, taken);
    }
  }
}
