package mind.compiler.ir.op;

import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Shape;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;

/** The same elements in row-major order under another shape. */
public record Reshape(Shape shape) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none();
  }

  @Override
  public int arity() {
    return 1;
  }

  @Override
  public Type infer(Type... o) {
    if (o[0].elements() != shape.elements()) {
      throw new IrException("E4003", "reshape of " + o[0] + " to " + shape);
    }
    return o[0].withShape(shape);
  }

  @Override
  public Tensor evaluate(Type type, Tensor... o) {
    return o[0].withShape(shape);
  }

  @Override
  public void vjp(Vjp v) {
    v.add(0, v.emit().reshape(v.cotangent(), v.type(v.operand(0)).shape()));
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.reshape(o[0], shape);
  }

  @Override
  public Lowering lower(Type type, Type... o) {
    return new Lowering.Alias();
  }

  /** Only the last of several reshapes counts. */
  @Override
  public int simplify(FunctionBuilder b, Type type, int... o) {
    if (b.type(o[0]).equals(type)) {
      return o[0];
    }
    Instruction x = b.instruction(o[0]);
    return x.op() instanceof Reshape
        ? new Emitter(b).reshape(x.operand(0), shape)
        : Const.reshaped(b, type, o[0]);
  }
}
