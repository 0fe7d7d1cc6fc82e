package mind.compiler.ir;

import java.util.function.IntFunction;
import mind.compiler.ir.op.Input;
import mind.compiler.kernel.DType;
import mind.text.Format;

/**
 * Checks that a function is what the IR promises: inputs first, operands before uses, types as
 * inferred, outputs defined.
 */
public final class Verifier {
  private Verifier() {}

  /**
   * Checks one function.
   *
   * @throws IrException E4001 to E4011, naming the value
   */
  public static void verify(Function f) {
    for (int v = 0; v < f.code().size(); v++) {
      boolean input = f.instruction(v).op() instanceof Input;
      if (input != v < f.inputs().size()) {
        throw new IrException("E4004", "%" + v + ": inputs come first, and nothing else does");
      }
      instruction(f, v);
    }
    for (Function.Output output : f.outputs()) {
      if (output.value() < 0 || output.value() >= f.code().size()) {
        throw new IrException("E4003", "output " + output.name() + " is not defined");
      }
    }
    int before = f.inputs().size();
    for (Debug debug : f.debugs()) {
      if (debug.at() < before || debug.at() > f.code().size()) {
        throw new IrException("E4001", "what is printed at " + debug.at() + " is out of order");
      }
      before = debug.at();
      debug(debug, f::type);
    }
  }

  /** Checks what is printed or asserted, but for its place, by the types of values. */
  static void debug(Debug debug, IntFunction<Type> types) {
    for (int value : debug.values()) {
      if (value < 0 || value >= debug.at()) {
        throw new IrException("E4001", "%" + value + " is printed before its definition");
      }
    }
    if (Format.places(debug.format()) != debug.values().size()) {
      throw new IrException(
          "E4003",
          "'" + debug.format() + "' has no place for each of " + debug.values().size() + " values");
    }
    if (debug.when().isPresent()) {
      int when = debug.when().getAsInt();
      if (when < 0 || when >= debug.at()) {
        throw new IrException("E4001", "%" + when + " is used before its definition");
      }
      if (!types.apply(when).equals(Type.scalar(DType.BOOL))) {
        throw new IrException("E4003", "when %" + when + ", which is " + types.apply(when));
      }
    }
  }

  private static void instruction(Function f, int v) {
    Instruction instruction = f.instruction(v);
    Type[] operands = new Type[instruction.arity()];
    for (int i = 0; i < operands.length; i++) {
      if (instruction.operand(i) < 0 || instruction.operand(i) >= v) {
        throw new IrException("E4001", "%" + v + " uses a value before its definition");
      }
      operands[i] = f.type(instruction.operand(i));
    }
    Type inferred = instruction.op().infer(operands);
    if (!inferred.equals(instruction.type())) {
      throw new IrException("E4003", "%" + v + " is " + inferred + ", not " + instruction.type());
    }
  }
}
