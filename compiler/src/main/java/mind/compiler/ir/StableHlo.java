package mind.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import mind.compiler.ir.op.HloWriter;
import mind.compiler.ir.op.HloWriter.Value;

/**
 * Writes a function as a StableHLO module of the function's name, whose public function is {@code
 * main}, where tools look for it. What the function prints and asserts is left out.
 */
public final class StableHlo {
  private StableHlo() {}

  /** The module's text, a function of the function's content alone. */
  public static String print(Function f) {
    HloWriter h = new HloWriter();
    List<Value> values = new ArrayList<>();
    for (Instruction instruction : f.code()) {
      Value[] operands = new Value[instruction.arity()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = values.get(instruction.operand(i));
      }
      values.add(instruction.op().stablehlo(h, instruction.type(), operands));
    }
    List<Value> arguments = values.subList(0, f.inputs().size());
    List<Value> results = f.outputs().stream().map(o -> values.get(o.value())).toList();
    String body = results.isEmpty() ? "" : " " + joined(results, Value::name) + " : ";
    return "// inputs: "
        + String.join(", ", f.inputs())
        + "\n// outputs: "
        + joined(f.outputs(), Function.Output::name)
        + "\nmodule "
        + f.symbol()
        + " {\n  func.func public @main("
        + joined(arguments, v -> v + ": " + HloWriter.type(v.type()))
        + ") -> ("
        + joined(results, v -> HloWriter.type(v.type()))
        + ") {\n"
        + h.text()
        + "    return"
        + body
        + joined(results, v -> HloWriter.type(v.type()))
        + "\n  }\n}\n";
  }

  private static <T> String joined(List<T> items, java.util.function.Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", "));
  }
}
