package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
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
