package mind.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Const;
import mind.compiler.ir.op.Emitter;
import mind.compiler.ir.op.Op;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;

/**
 * One operation on operands of given types; integers stay below {@code limit}, as indices have to.
 */
record Sample(Op op, long limit, List<Type> operands) {

  static Sample of(Op op, Type... operands) {
    return new Sample(op, 7, List.of(operands));
  }

  static Sample indexing(Op op, long limit, Type... operands) {
    return new Sample(op, limit, List.of(operands));
  }

  /** A function of the operands that gives the operation's value. */
  Function function() {
    FunctionBuilder b = new FunctionBuilder("sample");
    int[] inputs = new int[operands.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = b.input("x" + i, operands.get(i));
    }
    b.output("result", b.add(op, inputs));
    return b.build();
  }

  /** Whether derivatives by F64 operands flow. */
  boolean differentiable() {
    return floats().length > 0
        && function().outputTypes().getFirst().dtype() == DType.F64
        && !op.equals(new Unary(Unary.Kind.STOP));
  }

  /** The operands to differentiate by. */
  int[] floats() {
    return IntStream.range(0, operands.size())
        .filter(i -> operands.get(i).dtype() == DType.F64)
        .toArray();
  }

  /**
   * The sum of the operation's values under random weights: one scalar that every element moves
   * differently.
   */
  Function weighted() {
    Function f = function();
    FunctionBuilder b = new FunctionBuilder("weighted");
    int[] inputs = b.inputsOf(f);
    int value = b.inline(f, inputs)[0];
    Emitter e = new Emitter(b);
    Type type = b.type(value);
    SplittableRandom random = new SplittableRandom(9);
    Tensor weights = Tensor.of(type, i -> DType.F64.bits(random.nextDouble(-1, 1)));
    int product = e.mul(value, b.add(Const.of(weights)));
    int[] all = IntStream.range(0, type.rank()).toArray();
    b.output("result", e.reduce(Reduce.Kind.SUM, product, all));
    return b.build();
  }

  /** Operand values at which every operation is smooth and no index is out of range. */
  List<Tensor> smooth(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> values = new ArrayList<>();
    for (Type type : operands) {
      values.add(
          Tensor.of(
              type,
              i ->
                  switch (type.dtype()) {
                    case BOOL -> random.nextInt(2);
                    case I32, I64 -> random.nextLong(limit);
                    case F32, F64 -> type.dtype().bits(random.nextDouble(0.55, 1.95));
                  }));
    }
    return values;
  }

  /** Operand values that include the extreme ones. */
  List<Tensor> wild(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> values = new ArrayList<>();
    for (Type type : operands) {
      values.add(Tensor.of(type, i -> wild(type.dtype(), random)));
    }
    return values;
  }

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -2.5,
    1e-7,
    100,
    -100,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    1e-40,
    Double.MIN_VALUE,
    3e38,
    -1e300,
    4.5,
    1e9
  };

  private long wild(DType dtype, SplittableRandom random) {
    boolean special = random.nextInt(3) == 0;
    return switch (dtype) {
      case BOOL -> random.nextInt(2);
      case I32 ->
          limit != 7 ? random.nextLong(limit) : special ? extreme(random) : random.nextInt();
      case I64 ->
          limit != 7
              ? random.nextLong(limit)
              : special ? (random.nextBoolean() ? Long.MIN_VALUE : -1) : random.nextLong();
      case F32, F64 ->
          dtype.bits(
              special
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : random.nextDouble(-3, 3) * Math.scalb(1.0, random.nextInt(-4, 5)));
    };
  }

  private static int extreme(SplittableRandom random) {
    int[] extremes = {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE};
    return extremes[random.nextInt(extremes.length)];
  }

  @Override
  public String toString() {
    return op + " on " + operands;
  }
}
