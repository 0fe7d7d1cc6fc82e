package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.ScalarOp;

/** Grows random scalar code from some values. */
final class RandomScalars {
  static final List<DType> TYPES = List.of(DType.values());

  private static final List<ScalarOp> ON_FLOATS =
      List.of(
          ScalarOp.ADD,
          ScalarOp.SUB,
          ScalarOp.MUL,
          ScalarOp.DIV,
          ScalarOp.FMA,
          ScalarOp.SQRT,
          ScalarOp.FLOOR,
          ScalarOp.TRUNC,
          ScalarOp.NEG,
          ScalarOp.ABS,
          ScalarOp.MAX,
          ScalarOp.MIN,
          ScalarOp.EQ,
          ScalarOp.NE,
          ScalarOp.LT,
          ScalarOp.LE,
          ScalarOp.GT,
          ScalarOp.GE);
  private static final List<ScalarOp> ON_INTEGERS =
      List.of(
          ScalarOp.ADD,
          ScalarOp.SUB,
          ScalarOp.MUL,
          ScalarOp.FMA,
          ScalarOp.SDIV,
          ScalarOp.SREM,
          ScalarOp.NEG,
          ScalarOp.ABS,
          ScalarOp.MAX,
          ScalarOp.MIN,
          ScalarOp.AND,
          ScalarOp.OR,
          ScalarOp.XOR,
          ScalarOp.SHL,
          ScalarOp.LSHR,
          ScalarOp.ASHR,
          ScalarOp.EQ,
          ScalarOp.NE,
          ScalarOp.LT,
          ScalarOp.LE,
          ScalarOp.GT,
          ScalarOp.GE);
  private static final List<ScalarOp> ON_BOOLS =
      List.of(
          ScalarOp.AND,
          ScalarOp.OR,
          ScalarOp.XOR,
          ScalarOp.MAX,
          ScalarOp.MIN,
          ScalarOp.EQ,
          ScalarOp.NE,
          ScalarOp.LT,
          ScalarOp.LE,
          ScalarOp.GT,
          ScalarOp.GE);

  private final Random random;
  private final ScalarCode.Builder builder = new ScalarCode.Builder();
  private final List<Ref> values = new ArrayList<>();

  RandomScalars(Random random) {
    this.random = random;
  }

  ScalarCode.Builder builder() {
    return builder;
  }

  void take(Ref value) {
    values.add(value);
  }

  /** Operations that a dtype has, each with operands it is defined on. */
  static List<ScalarOp> on(DType dtype) {
    return switch (dtype) {
      case BOOL -> ON_BOOLS;
      case I32, I64 -> ON_INTEGERS;
      case F32, F64 -> ON_FLOATS;
    };
  }

  /** Adds {@code steps} values made from those there are. */
  void grow(int steps) {
    for (int i = 0; i < steps; i++) {
      DType dtype = TYPES.get(random.nextInt(5));
      values.add(
          switch (random.nextInt(8)) {
            case 0 -> builder.literal(dtype, Values.random(dtype, random));
            case 1 -> builder.select(any(DType.BOOL), any(dtype), any(dtype));
            case 2 -> dtype == DType.BOOL ? any(dtype) : builder.bitcast(withoutNan(any(dtype)));
            case 3 -> random.nextBoolean() ? builder.zext(any(DType.I32)) : table(dtype);
            default -> operation(dtype);
          });
    }
  }

  private Ref operation(DType dtype) {
    List<ScalarOp> ops = on(dtype);
    return apply(ops.get(random.nextInt(ops.size())), dtype);
  }

  /** Applies an operation to values of a dtype, kept where it is defined. */
  Ref apply(ScalarOp op, DType dtype) {
    Ref[] operands = new Ref[op.arity()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = any(dtype);
    }
    switch (op) {
      case SDIV, SREM -> {
        Ref low = builder.apply(ScalarOp.AND, operands[1], builder.integer(dtype, 15));
        operands[1] = builder.add(low, builder.integer(dtype, 1));
      }
      case SHL, LSHR, ASHR ->
          operands[1] =
              builder.apply(
                  ScalarOp.AND, operands[1], builder.integer(dtype, dtype.bytes() * 8 - 1));
      default -> {}
    }
    return builder.apply(op, operands);
  }

  /** The bits of a NaN are unspecified, so none is looked at. */
  private Ref withoutNan(Ref value) {
    return value.dtype().isFloat()
        ? builder.select(builder.isNan(value), builder.real(value.dtype(), 1), value)
        : value;
  }

  private Ref table(DType dtype) {
    List<Long> table = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      table.add(Values.random(dtype, random));
    }
    Ref index = builder.apply(ScalarOp.AND, any(DType.I64), builder.integer(DType.I64, 7));
    return builder.lookup(dtype, table, index);
  }

  /** Some value of a dtype, converted to it where there is none. */
  Ref any(DType dtype) {
    Ref value = values.get(values.size() - 1 - random.nextInt(Math.min(values.size(), 6)));
    return builder.convert(value, dtype);
  }
}
