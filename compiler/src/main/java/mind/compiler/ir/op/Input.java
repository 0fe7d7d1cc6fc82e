package mind.compiler.ir.op;

import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;

/** The function's argument number {@code index}. */
public record Input(int index, Type type) implements Op {

  @Override
  public Attributes attributes() {
    return Attributes.none().with("index", index);
  }

  @Override
  public int arity() {
    return 0;
  }

  @Override
  public Type infer(Type... operands) {
    return type;
  }

  @Override
  public Tensor evaluate(Type resultType, Tensor... operands) {
    throw new IrException("E4004", "input " + index + " has no value of its own");
  }

  @Override
  public void vjp(Vjp vjp) {}

  @Override
  public Value stablehlo(HloWriter h, Type resultType, Value... o) {
    return HloWriter.argument(index, type);
  }

  @Override
  public Lowering lower(Type resultType, Type... operands) {
    return new Lowering.Argument();
  }
}
