package mind.compiler.optimise;

import java.util.function.IntPredicate;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;

/** Rebuilds a function instruction by instruction; the frame of every pass. */
final class Rewrite {
  private Rewrite() {}

  /**
   * Gives the value that stands for an instruction in the new function, whose operands are already
   * there.
   */
  interface Rule {
    int apply(FunctionBuilder b, Instruction instruction, int[] operands);
  }

  static Function each(Function f, Rule rule) {
    return each(f, v -> true, rule);
  }

  /**
   * Keeps the inputs and, of the other values, those that {@code kept} holds for; gives the
   * function itself if nothing changes.
   */
  @SuppressWarnings(
      "ReferenceEquality") // an equal instruction would do, but is not worth the search
  static Function each(Function f, IntPredicate kept, Rule rule) {
    FunctionBuilder b = new FunctionBuilder(f.name());
    int[] inputs = b.inputsOf(f);
    int[] values = new int[f.code().size()];
    System.arraycopy(inputs, 0, values, 0, inputs.length);
    boolean same = true;
    for (int v = inputs.length; v < values.length; v++) {
      b.debugs(f.debugsAt(v), values);
      if (!kept.test(v)) {
        same = false;
      } else {
        Instruction instruction = f.instruction(v);
        int[] operands = new int[instruction.arity()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = values[instruction.operand(i)];
        }
        values[v] = rule.apply(b, instruction, operands);
        if (!b.type(values[v]).equals(instruction.type())) {
          throw new IrException(
              "E5002", instruction.op() + " was rewritten to a value of " + b.type(values[v]));
        }
        same &= values[v] == v && b.instruction(v) == instruction;
      }
    }
    if (same && b.size() == values.length) {
      return f;
    }
    b.debugs(f.debugsAt(values.length), values);
    f.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
    return b.build();
  }
}
