package mind.compiler.codegen.llvm;

import java.util.List;
import java.util.Locale;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;

/**
 * Scalar operations as LLVM instructions, on scalars or lane by lane on vectors. Each is exact: no
 * fast-math flags, and only {@code llvm.fma} fuses.
 */
final class Scalars {
  private final Ir ir;

  Scalars(Ir ir) {
    this.ir = ir;
  }

  /** A constant, as it is written in IR text. */
  static Value literal(DType dtype, long bits) {
    return Value.constant(
        Type.of(dtype, 1),
        switch (dtype) {
          case BOOL -> bits != 0 ? "true" : "false";
          case I32, I64 -> Long.toString(bits);
          // IR text writes a float as the double of the same value; NaNs are all written as one.
          case F32, F64 ->
              String.format(Locale.ROOT, "0x%016X", Double.doubleToLongBits(dtype.toDouble(bits)));
        });
  }

  /** The value that starts a sum. */
  static Value zero(DType dtype, int lanes) {
    return Value.constant(
        Type.of(dtype, lanes), lanes > 1 ? "zeroinitializer" : literal(dtype, 0).name());
  }

  /** Bits of the value e with e + x = x for every x, also for -0. */
  static long neutralForAdd(DType dtype) {
    return dtype.isFloat() ? dtype.bits(-0.0) : 0;
  }

  /** The value e with op(e, x) = x for every x, for MAX and MIN. */
  static Value neutralForExtreme(DType dtype, boolean maximum) {
    return literal(
        dtype,
        switch (dtype) {
          case BOOL -> maximum ? 0 : 1;
          case I32 -> maximum ? Integer.MIN_VALUE : Integer.MAX_VALUE;
          case I64 -> maximum ? Long.MIN_VALUE : Long.MAX_VALUE;
          case F32, F64 ->
              dtype.bits(maximum ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        });
  }

  Value add(DType dtype, Value a, Value b) {
    return apply(ScalarOp.ADD, dtype, dtype, List.of(a, b));
  }

  /**
   * Applies an operation to values of equal lane counts.
   *
   * @param operand dtype of the operands (of a and b for SELECT)
   */
  Value apply(ScalarOp op, DType operand, DType result, List<Value> values) {
    Value a = values.get(0);
    Value b = values.get(values.size() > 1 ? 1 : 0);
    return switch (op) {
      case ADD -> ir.binary(operand.isFloat() ? "fadd" : "add", a, b);
      case SUB -> ir.binary(operand.isFloat() ? "fsub" : "sub", a, b);
      case MUL -> ir.binary(operand.isFloat() ? "fmul" : "mul", a, b);
      case DIV -> ir.binary("fdiv", a, b);
      case SDIV -> ir.binary("sdiv", a, b);
      case SREM -> ir.binary("srem", a, b);
      case FMA ->
          operand.isFloat()
              ? intrinsic("fma", a, b, values.get(2))
              : ir.binary("add", ir.binary("mul", a, b), values.get(2));
      case SQRT -> intrinsic("sqrt", a);
      case FLOOR -> intrinsic("floor", a);
      case TRUNC -> intrinsic("trunc", a);
      case NEG -> negate(operand, a);
      case ABS -> absolute(operand, a);
      case MAX, MIN -> extreme(op == ScalarOp.MAX, operand, a, b);
      case AND -> ir.binary("and", a, b);
      case OR -> ir.binary("or", a, b);
      case XOR -> ir.binary("xor", a, b);
      case SHL -> ir.binary("shl", a, b);
      case LSHR -> ir.binary("lshr", a, b);
      case ASHR -> ir.binary("ashr", a, b);
      case EQ, NE, LT, LE, GT, GE -> ir.compare(comparison(op, operand), a, b);
      case SELECT -> ir.select(a, b, values.get(2));
      case CONVERT -> convert(operand, result, a);
      case BITCAST -> cast("bitcast", a, result);
      case ZEXT -> cast("zext", a, result);
    };
  }

  private Value intrinsic(String name, Value... operands) {
    Type type = operands[0].type();
    return ir.intrinsic(name + "." + type.suffix(), type, operands);
  }

  private Value negate(DType dtype, Value a) {
    return dtype.isFloat()
        ? ir.pure(a.type(), "fneg " + a.typed(), a)
        : ir.binary("sub", ir.splat(literal(dtype, 0), a.type().lanes()), a);
  }

  private Value absolute(DType dtype, Value a) {
    return dtype.isFloat()
        ? intrinsic("fabs", a)
        : ir.intrinsic("abs." + a.type().suffix(), a.type(), a, Value.constant(Type.I1, "false"));
  }

  private Value extreme(boolean maximum, DType dtype, Value a, Value b) {
    return switch (dtype) {
      case BOOL -> ir.binary(maximum ? "or" : "and", a, b);
      case I32, I64 -> intrinsic(maximum ? "smax" : "smin", a, b);
      case F32, F64 -> intrinsic(maximum ? "maximum" : "minimum", a, b);
    };
  }

  /** BOOL compares as 0 and 1, which as signed i1 would be 0 and -1. */
  private static String comparison(ScalarOp op, DType dtype) {
    String name = op.name().toLowerCase(Locale.ROOT);
    if (dtype.isFloat()) {
      return "fcmp " + (op == ScalarOp.NE ? "une" : "o" + name);
    }
    boolean ordered = op != ScalarOp.EQ && op != ScalarOp.NE;
    String sign = dtype == DType.BOOL ? "u" : "s";
    return "icmp " + (ordered ? sign + name : name);
  }

  private Value cast(String instruction, Value a, DType to) {
    Type type = Type.of(to, a.type().lanes());
    return ir.pure(type, instruction + " " + a.typed() + " to " + type.text(), a);
  }

  /** Conversion by value. */
  Value convert(DType from, DType to, Value a) {
    int lanes = a.type().lanes();
    if (from == to) {
      return a;
    }
    if (to == DType.BOOL) {
      return ir.compare(from.isFloat() ? "fcmp une" : "icmp ne", a, zero(from, lanes));
    }
    if (from.isFloat() && to.isFloat()) {
      return cast(to == DType.F64 ? "fpext" : "fptrunc", a, to);
    }
    if (from.isFloat()) {
      Type type = Type.of(to, lanes);
      return ir.intrinsic("fptosi.sat." + type.suffix() + "." + a.type().suffix(), type, a);
    }
    if (from == DType.BOOL) {
      return cast(to.isFloat() ? "uitofp" : "zext", a, to);
    }
    return cast(to.isFloat() ? "sitofp" : to == DType.I64 ? "sext" : "trunc", a, to);
  }

  /** Sum of the lanes of a vector of 16: l with l + 8, + 4, + 2, + 1. */
  Value fold(DType dtype, Value vector) {
    return fold(vector, (a, b) -> add(dtype, a, b));
  }

  /** Maximum or minimum of a vector's lanes. */
  Value foldExtreme(DType dtype, boolean maximum, Value vector) {
    return fold(vector, (a, b) -> extreme(maximum, dtype, a, b));
  }

  private Value fold(Value vector, java.util.function.BinaryOperator<Value> combine) {
    Value rest = vector;
    for (int half = vector.type().lanes() / 2; half > 0; half /= 2) {
      rest = combine.apply(slice(rest, 0, half), slice(rest, half, half));
    }
    return rest;
  }

  private Value slice(Value vector, int from, int count) {
    if (count == 1) {
      return ir.lane(vector, from);
    }
    StringBuilder lanes = new StringBuilder();
    for (int l = 0; l < count; l++) {
      lanes.append(l > 0 ? ", " : "").append("i32 ").append(from + l);
    }
    return ir.pure(
        vector.type().withLanes(count),
        "shufflevector %s, %s poison, <%s x i32> <%s>"
            .formatted(vector.typed(), vector.type().text(), count, lanes),
        vector);
  }

  /**
   * A vector of {@code lanes} with {@code part} from lane {@code at} on and {@code neutral} in the
   * others.
   */
  Value widen(Value part, int at, int lanes, Value neutral) {
    int count = part.type().lanes();
    if (count == lanes) {
      return part;
    }
    Value all = ir.splat(neutral, lanes);
    if (count == 1) {
      return ir.pure(
          all.type(),
          "insertelement " + all.typed() + ", " + part.typed() + ", i64 " + at,
          all,
          part);
    }
    StringBuilder mask = new StringBuilder();
    for (int l = 0; l < lanes; l++) {
      boolean taken = l >= at && l < at + count;
      mask.append(l > 0 ? ", " : "").append("i32 ").append(taken ? l - at : count);
    }
    Value rest = ir.splat(neutral, count);
    return ir.pure(
        all.type(),
        "shufflevector %s, %s, <%s x i32> <%s>".formatted(part.typed(), rest.typed(), lanes, mask),
        part);
  }
}
