package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;

/** Element by element the second operand where the first (BOOL) holds, else the third. */
public record Select() implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none();
  }

  @Override
  public int arity() {
    return 3;
  }

  @Override
  public Type infer(Type... o) {
    if (o[0].dtype() != DType.BOOL || !o[1].equals(o[2]) || !o[0].shape().equals(o[1].shape())) {
      throw new IrException("E4003", "select of " + o[0] + ", " + o[1] + ", " + o[2]);
    }
    return o[1];
  }

  private static ScalarCode code(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(b.select(b.load(0, DType.BOOL), b.load(1, dtype), b.load(2, dtype))));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    return Loops.evaluate(code(type.dtype()), type, operands);
  }

  @Override
  public void vjp(Vjp v) {
    Emitter e = v.emit();
    int zero = e.like(v.cotangent(), 0);
    if (v.needs(1)) {
      v.add(1, e.select(v.operand(0), v.cotangent(), zero));
    }
    if (v.needs(2)) {
      v.add(2, e.select(v.operand(0), zero, v.cotangent()));
    }
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.select(o[0], o[1], o[2]);
  }

  @Override
  public Lowering lower(Type type, Type... operands) {
    return Loops.pointwise(code(type.dtype()), type, operands);
  }

  @Override
  public boolean pointwise() {
    return true;
  }

  /** A known condition chooses; equal choices need none. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    java.util.OptionalLong condition = Const.splatBits(b, o[0]);
    if (condition.isPresent()) {
      return condition.getAsLong() != 0 ? o[1] : o[2];
    }
    return o[1] == o[2] ? o[1] : -1;
  }
}
