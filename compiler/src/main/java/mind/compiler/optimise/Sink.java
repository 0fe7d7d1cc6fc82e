package mind.compiler.optimise;

import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Shape;
import mind.compiler.ir.op.Const;
import org.jspecify.annotations.Nullable;

/**
 * Moves transposes and reshapes behind what is computed element by element: there they meet others
 * that undo them, or what reads its operand in any order.
 */
final class Sink implements Pass {
  @Override
  public String name() {
    return "sink";
  }

  @Override
  public Function run(Function f) {
    int[] uses = uses(f);
    return Rewrite.each(
        f,
        (b, instruction, operands) -> {
          Instruction moved = moved(b, instruction, operands, uses);
          if (moved == null) {
            return b.add(instruction.on(operands));
          }
          Shape shape = b.type(moved.operand(0)).shape();
          int[] before = new int[operands.length];
          for (int i = 0; i < before.length; i++) {
            before[i] = before(b, operands[i], shape);
          }
          return b.add(moved.op(), b.add(instruction.op(), before));
        });
  }

  /** How many instructions, outputs and debugs read each value. */
  private static int[] uses(Function f) {
    int[] uses = new int[f.code().size()];
    for (Instruction instruction : f.code()) {
      for (int i = 0; i < instruction.arity(); i++) {
        boolean again = false;
        for (int k = 0; k < i; k++) {
          again |= instruction.operand(k) == instruction.operand(i);
        }
        uses[instruction.operand(i)] += again ? 0 : 1;
      }
    }
    f.outputs().forEach(output -> uses[output.value()]++);
    for (Debug debug : f.debugs()) {
      debug.values().forEach(value -> uses[value]++);
      debug.when().ifPresent(value -> uses[value]++);
    }
    return uses;
  }

  /**
   * The rearrangement that all operands have, but for those that are one number everywhere; null if
   * there is none, or somebody else needs it.
   */
  private static @Nullable Instruction moved(
      FunctionBuilder b, Instruction instruction, int[] operands, int[] uses) {
    Instruction moved = null;
    for (int i = 0; i < operands.length && instruction.op().pointwise(); i++) {
      Instruction operand = b.instruction(operands[i]);
      if (Const.splatBits(b, operands[i]).isPresent()) {
        continue;
      }
      if (!operand.op().rearranges() || uses[instruction.operand(i)] > 1) {
        return null;
      }
      boolean fits =
          moved == null
              || (moved.op().equals(operand.op()) && shape(b, moved).equals(shape(b, operand)));
      if (!fits) {
        return null;
      }
      moved = operand;
    }
    return moved;
  }

  /** The shape of what is rearranged. */
  private static Shape shape(FunctionBuilder b, Instruction rearrangement) {
    return b.type(rearrangement.operand(0)).shape();
  }

  private static int before(FunctionBuilder b, int operand, Shape shape) {
    Instruction instruction = b.instruction(operand);
    return instruction.op().rearranges()
        ? instruction.operand(0)
        : b.add(
            Const.splat(
                instruction.type().withShape(shape), Const.splatBits(b, operand).orElseThrow()));
  }
}
