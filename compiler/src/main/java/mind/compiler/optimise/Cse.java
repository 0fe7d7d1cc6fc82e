package mind.compiler.optimise;

import java.util.HashMap;
import java.util.Map;
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;

/** Common subexpression elimination: equal operations on the same operands are done once. */
final class Cse implements Pass {
  @Override
  public String name() {
    return "cse";
  }

  @Override
  public Function run(Function f) {
    Map<Instruction, Integer> known = new HashMap<>();
    return Rewrite.each(
        f, (b, instruction, operands) -> known.computeIfAbsent(instruction.on(operands), b::add));
  }
}
