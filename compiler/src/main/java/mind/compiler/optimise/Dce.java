package mind.compiler.optimise;

import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;

/** Dead code elimination: keeps what outputs, prints and asserts need and what may fail. */
public final class Dce implements Pass {
  @Override
  public String name() {
    return "dce";
  }

  @Override
  public Function run(Function f) {
    boolean[] live = new boolean[f.code().size()];
    f.outputs().forEach(o -> live[o.value()] = true);
    for (Debug debug : f.debugs()) {
      debug.values().forEach(value -> live[value] = true);
      debug.when().ifPresent(when -> live[when] = true);
    }
    for (int v = live.length - 1; v >= 0; v--) {
      Instruction instruction = f.instruction(v);
      live[v] |= instruction.op().mayFail();
      for (int i = 0; live[v] && i < instruction.arity(); i++) {
        live[instruction.operand(i)] = true;
      }
    }
    return Rewrite.each(
        f, v -> live[v], (b, instruction, operands) -> b.add(instruction.on(operands)));
  }
}
