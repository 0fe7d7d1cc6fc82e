package mind.compiler.ir;

import java.util.Arrays;
import mind.compiler.ir.op.Op;

/**
 * One step of a function: an operation on earlier values. Its value has the instruction's number.
 */
public final class Instruction {
  private final Op op;
  private final int[] operands;
  private final Type type;

  /** Takes ownership of {@code operands}. */
  Instruction(Op op, int[] operands, Type type) {
    this.op = op;
    this.operands = operands;
    this.type = type;
  }

  /** The same operation on other operands of the same types; this one if they are the same. */
  public Instruction on(int[] others) {
    return Arrays.equals(operands, others) ? this : new Instruction(op, others, type);
  }

  public Op op() {
    return op;
  }

  public Type type() {
    return type;
  }

  public int arity() {
    return operands.length;
  }

  public int operand(int i) {
    return operands[i];
  }

  public int[] operands() {
    return operands.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Instruction i
        && op.equals(i.op)
        && Arrays.equals(operands, i.operands)
        && type.equals(i.type);
  }

  @Override
  public int hashCode() {
    return 31 * op.hashCode() + Arrays.hashCode(operands);
  }
}
