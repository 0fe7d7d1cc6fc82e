package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;

/** Scalar code as operations of arith and math. */
final class Scalars {

  /** What leaves stand for at the present point, as names; an axis as an index. */
  interface Leaves {
    String load(int operand);

    String axis(int axis);

    String combined(int index);
  }

  private final Lines out;

  Scalars(Lines out) {
    this.out = out;
  }

  /** Names of the results. */
  List<String> write(ScalarCode code, Leaves leaves) {
    List<String> names = new ArrayList<>();
    for (ScalarCode.Instruction instruction : code.instructions()) {
      names.add(
          switch (instruction) {
            case ScalarCode.Load l -> leaves.load(l.operand());
            case ScalarCode.AxisValue a ->
                out.let("arith.index_cast " + leaves.axis(a.axis()) + " : index to i64");
            case ScalarCode.Combined c -> leaves.combined(c.index());
            case ScalarCode.Literal l -> out.literal(l.dtype(), l.bits());
            case ScalarCode.Lookup l -> lookup(l, names.get(l.index()));
            case ScalarCode.Apply a -> {
              DType operand = code.instructions().get(a.operands().getLast()).dtype();
              yield apply(
                  a.op(),
                  operand,
                  a.dtype(),
                  a.operands().stream().map(names::get).toArray(String[]::new));
            }
          });
    }
    return code.results().stream().map(names::get).toList();
  }

  private String lookup(ScalarCode.Lookup l, String i64) {
    Type type = Type.of(l.dtype(), l.table().size());
    String table = out.constant(Types.dense(Tensor.of(type, i -> l.table().get((int) i))));
    String index = out.let("arith.index_cast " + i64 + " : i64 to index");
    String of = Types.tensor(type.dtype(), type.shape().extents());
    return out.let("tensor.extract " + table + "[" + index + "] : " + of);
  }

  /** One operation; the operands' dtype is that of the last. */
  String apply(ScalarOp op, DType operand, DType result, String... o) {
    String type = Types.scalar(operand);
    boolean real = operand.isFloat();
    boolean bool = operand == DType.BOOL;
    return switch (op) {
      case ADD -> out.apply(real ? "arith.addf" : "arith.addi", type, o);
      case SUB -> out.apply(real ? "arith.subf" : "arith.subi", type, o);
      case MUL -> out.apply(real ? "arith.mulf" : "arith.muli", type, o);
      case DIV -> out.apply("arith.divf", type, o);
      case SDIV -> out.apply("arith.divsi", type, o);
      case SREM -> out.apply("arith.remsi", type, o);
      case FMA ->
          real
              ? out.apply("math.fma", type, o)
              : out.apply("arith.addi", type, out.apply("arith.muli", type, o[0], o[1]), o[2]);
      case SQRT -> out.apply("math.sqrt", type, o);
      case FLOOR -> out.apply("math.floor", type, o);
      case TRUNC -> out.apply("math.trunc", type, o);
      case NEG ->
          real
              ? out.apply("arith.negf", type, o)
              : out.apply("arith.subi", type, out.literal(operand, 0), o[0]);
      case ABS -> out.apply(real ? "math.absf" : "math.absi", type, o);
      case MAX -> out.apply(real ? "arith.maximumf" : bool ? "arith.ori" : "arith.maxsi", type, o);
      case MIN -> out.apply(real ? "arith.minimumf" : bool ? "arith.andi" : "arith.minsi", type, o);
      case AND -> out.apply("arith.andi", type, o);
      case OR -> out.apply("arith.ori", type, o);
      case XOR -> out.apply("arith.xori", type, o);
      case SHL -> out.apply("arith.shli", type, o);
      case LSHR -> out.apply("arith.shrui", type, o);
      case ASHR -> out.apply("arith.shrsi", type, o);
      case EQ -> compare(operand, "oeq", "eq", o);
      case NE -> compare(operand, "une", "ne", o);
      case LT -> compare(operand, "olt", bool ? "ult" : "slt", o);
      case LE -> compare(operand, "ole", bool ? "ule" : "sle", o);
      case GT -> compare(operand, "ogt", bool ? "ugt" : "sgt", o);
      case GE -> compare(operand, "oge", bool ? "uge" : "sge", o);
      case SELECT -> out.apply("arith.select", type, o);
      case CONVERT -> convert(operand, result, o[0]);
      case BITCAST -> cast("arith.bitcast", operand, result, o[0]);
      case ZEXT -> cast("arith.extui", operand, result, o[0]);
    };
  }

  private String compare(DType dtype, String real, String integer, String... o) {
    return dtype.isFloat()
        ? out.apply("arith.cmpf " + real + ",", Types.scalar(dtype), o)
        : out.apply("arith.cmpi " + integer + ",", Types.scalar(dtype), o);
  }

  private String cast(String operation, DType from, DType to, String x) {
    return out.let(operation + " " + x + " : " + Types.scalar(from) + " to " + Types.scalar(to));
  }

  private String convert(DType from, DType to, String x) {
    if (from == to) {
      return x;
    }
    return switch (to) {
      case BOOL -> compare(from, "une", "ne", x, out.literal(from, 0));
      case I32, I64 ->
          switch (from) {
            case BOOL -> cast("arith.extui", from, to, x);
            case I32 -> cast("arith.extsi", from, to, x);
            case I64 -> cast("arith.trunci", from, to, x);
            case F32, F64 -> saturate(from, to, x);
          };
      case F32, F64 ->
          switch (from) {
            case BOOL -> cast("arith.uitofp", from, to, x);
            case I32, I64 -> cast("arith.sitofp", from, to, x);
            case F32 -> cast("arith.extf", from, to, x);
            case F64 -> cast("arith.truncf", from, to, x);
          };
    };
  }

  /** Float to integer: what {@code arith.fptosi} leaves undefined is put right afterwards. */
  private String saturate(DType from, DType to, String x) {
    double limit = to == DType.I32 ? 0x1p31 : 0x1p63;
    long max = to == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    String inside = cast("arith.fptosi", from, to, x);
    String high = compare(from, "oge", "", x, out.literal(from, from.bits(limit)));
    String low = compare(from, "olt", "", x, out.literal(from, from.bits(-limit)));
    String nan = compare(from, "uno", "", x, x);
    String type = Types.scalar(to);
    String capped = out.apply("arith.select", type, high, out.literal(to, max), inside);
    String value = out.apply("arith.select", type, low, out.literal(to, -max - 1), capped);
    return out.apply("arith.select", type, nan, out.literal(to, 0), value);
  }
}
