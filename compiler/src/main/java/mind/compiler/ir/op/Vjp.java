package mind.compiler.ir.op;

import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Type;

/**
 * What an operation sees when its derivative is asked for: its operands, its result, the cotangent
 * of that, and where to add.
 */
public interface Vjp {
  /** The function under construction; the operation adds its gradient code there. */
  FunctionBuilder builder();

  int operand(int i);

  int result();

  /** The cotangent of the result, of the result's type. */
  int cotangent();

  /**
   * Whether anybody wants operand {@code i}'s cotangent. Computing others does no harm but is
   * waste.
   */
  boolean needs(int i);

  /** Adds {@code value}, of the operand's type, to the cotangent of operand {@code i}. */
  void add(int i, int value);

  default Type type(int value) {
    return builder().type(value);
  }

  /** Short forms for adding instructions. */
  default Emitter emit() {
    return new Emitter(builder());
  }
}
