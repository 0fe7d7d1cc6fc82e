package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.HloWriter.Value;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;

/** Compares element by element, giving BOOL; with a NaN only {@code ne} holds. */
public record Compare(Kind kind) implements Op {

  /** The relation. */
  public enum Kind {
    EQ(ScalarOp.EQ),
    NE(ScalarOp.NE),
    LT(ScalarOp.LT),
    LE(ScalarOp.LE),
    GT(ScalarOp.GT),
    GE(ScalarOp.GE);

    private final ScalarOp scalar;

    Kind(ScalarOp scalar) {
      this.scalar = scalar;
    }
  }

  @Override
  public Attributes attributes() {
    return Attributes.kind(kind);
  }

  @Override
  public int arity() {
    return 2;
  }

  @Override
  public Type infer(Type... o) {
    if (!o[0].equals(o[1])) {
      throw new IrException("E4003", "compare of " + o[0] + " and " + o[1]);
    }
    return o[0].withDType(DType.BOOL);
  }

  private ScalarCode code(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(b.apply(kind.scalar, b.load(0, dtype), b.load(1, dtype))));
  }

  @Override
  public Tensor evaluate(Type type, Tensor... operands) {
    return Loops.evaluate(code(operands[0].type().dtype()), type, operands);
  }

  @Override
  public void vjp(Vjp v) {}

  @Override
  public Value stablehlo(HloWriter h, Type type, Value... o) {
    return h.compare(kind, o[0], o[1]);
  }

  @Override
  public Lowering lower(Type type, Type... operands) {
    return Loops.pointwise(code(operands[0].dtype()), type, operands);
  }

  @Override
  public boolean pointwise() {
    return true;
  }
}
