package mind.compiler.optimise;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.compiler.ir.Function;
import mind.compiler.ir.op.Op;

/** Common subexpression elimination: equal operations on the same operands are done once. */
final class Cse implements Pass {
  private record Key(Op op, List<Integer> operands) {}

  @Override
  public String name() {
    return "cse";
  }

  @Override
  public Function run(Function f) {
    Map<Key, Integer> known = new HashMap<>();
    return Rewrite.each(
        f,
        (b, instruction, operands) ->
            known.computeIfAbsent(
                new Key(instruction.op(), Arrays.stream(operands).boxed().toList()),
                key -> b.add(instruction.op(), operands)));
  }
}
