package mind.compiler.ir;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import mind.compiler.ir.op.Attributes;

/**
 * Writes IR text. The text of a function is a function of its content alone, and {@link IrParser}
 * reads it back.
 */
final class Printer {
  private Printer() {}

  static String print(Function f) {
    StringBuilder text = new StringBuilder("fn @").append(f.name()).append('(');
    for (int i = 0; i < f.inputs().size(); i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(i == f.inputs().size() - 1 && f.seeded() ? "seed " : "");
      text.append('%').append(f.inputs().get(i)).append(": ").append(f.type(i));
    }
    text.append(") -> (");
    text.append(
        f.outputs().stream()
            .map(o -> o.name() + ": " + f.type(o.value()))
            .collect(Collectors.joining(", ")));
    text.append(") {\n");
    for (int v = f.inputs().size(); v < f.code().size(); v++) {
      f.debugsAt(v).forEach(debug -> print(text, f, debug));
      text.append("  ").append(line(f, v)).append('\n');
    }
    f.debugsAt(f.code().size()).forEach(debug -> print(text, f, debug));
    text.append("  return ");
    text.append(
        f.outputs().stream().map(o -> name(f, o.value())).collect(Collectors.joining(", ")));
    return text.append("\n}\n").toString();
  }

  /** The line of one instruction that is no input. */
  static String line(Function f, int v) {
    StringBuilder text = new StringBuilder("%").append(v).append(" = ");
    Instruction instruction = f.instruction(v);
    Attributes attributes = instruction.op().attributes();
    text.append(instruction.op().name());
    if (!attributes.kind().isEmpty()) {
      text.append(' ').append(attributes.kind());
    }
    for (int i = 0; i < instruction.arity(); i++) {
      text.append(i == 0 ? " " : ", ").append(name(f, instruction.operand(i)));
    }
    for (Map.Entry<String, String> value : attributes.values().entrySet()) {
      text.append(' ').append(value.getKey()).append('=').append(value.getValue());
    }
    return text.append(" : ").append(instruction.type()).toString();
  }

  private static void print(StringBuilder text, Function f, Debug debug) {
    text.append("  debug ").append(debug.kind().name().toLowerCase(Locale.ROOT)).append(" \"");
    for (int i = 0; i < debug.format().length(); i++) {
      char c = debug.format().charAt(i);
      text.append(c == '"' || c == '\\' ? "\\" : "").append(c == '\n' ? "\\n" : String.valueOf(c));
    }
    text.append("\"(");
    for (int i = 0; i < debug.values().size(); i++) {
      text.append(i == 0 ? "" : ", ").append(name(f, debug.values().get(i)));
    }
    text.append(')');
    debug.when().ifPresent(when -> text.append(" when ").append(name(f, when)));
    text.append('\n');
  }

  private static String name(Function f, int value) {
    return "%" + (value < f.inputs().size() ? f.inputs().get(value) : Integer.toString(value));
  }
}
