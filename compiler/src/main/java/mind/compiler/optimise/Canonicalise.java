package mind.compiler.optimise;

import mind.compiler.ir.Function;

/** Replaces instructions by simpler ones with the same bits, as their operations say. */
final class Canonicalise implements Pass {
  @Override
  public String name() {
    return "canonicalise";
  }

  @Override
  public Function run(Function f) {
    return Rewrite.each(
        f,
        (b, instruction, operands) -> {
          int simpler = instruction.op().simplify(b, instruction.type(), operands);
          return simpler >= 0 ? simpler : b.add(instruction.on(operands));
        });
  }
}
