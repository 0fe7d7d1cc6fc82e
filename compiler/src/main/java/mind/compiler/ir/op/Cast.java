package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;

/** Changes the dtype by value; see {@link mind.compiler.kernel.ScalarOp#CONVERT}. */
public record Cast(DType dtype) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none();
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... operands) {
    return operands[0].withDType(dtype);
  }

  private ScalarCode code(DType from) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(b.convert(b.load(0, from), dtype)));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    return Loops.evaluate(code(operands[0].type().dtype()), type, operands);
  }

  @Override
  public void vjp(Vjp v) {
    DType from = v.type(v.operand(0)).dtype();
    if (from.isFloat() && dtype.isFloat()) {
      v.add(0, v.emit().cast(v.cotangent(), from));
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    Value x = o[0];
    DType from = x.type().dtype();
    if (dtype == DType.BOOL && from != DType.BOOL) {
      return h.compare(Compare.Kind.NE, x, h.like(x, 0));
    }
    if (from == DType.I64 && dtype == DType.I32) { // wraps: the upper half becomes the sign
      Value half = h.like(x, 32);
      x = h.map("shift_right_arithmetic", h.map("shift_left", x, half), half);
    }
    return from.isFloat() && dtype.isInteger() ? saturated(h, x, type) : h.convert(x, dtype);
  }

  /** What StableHLO does not define is kept from its conversion. */
  private Value saturated(HloWriter h, Value x, Type type) {
    Value least = h.like(x, -Math.scalb(1.0, 8 * dtype.bytes() - 1));
    Value below = h.compare(Compare.Kind.LT, x, least);
    Value above = h.compare(Compare.Kind.GE, x, h.map("negate", least));
    Value nan = h.compare(Compare.Kind.NE, x, x);
    Value outside = h.map("or", h.map("or", below, above), nan);
    Value inside = h.convert(h.select(outside, h.like(x, 0), x), dtype);
    Value lowest = h.constant(type, dtype.bits(Double.NEGATIVE_INFINITY));
    Value highest = h.constant(type, dtype.bits(Double.POSITIVE_INFINITY));
    return h.select(below, lowest, h.select(above, highest, inside));
  }

  @Override
  public Lowering lower(Type type, Type... operands) {
    return Loops.pointwise(code(operands[0].dtype()), type, operands);
  }

  @Override
  public boolean pointwise() {
    return true;
  }

  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    return b.type(o[0]).dtype() == dtype ? o[0] : -1;
  }
}
