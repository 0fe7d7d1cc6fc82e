package mind.compiler.ir;

import java.util.List;

/**
 * A program: instructions in SSA order, of which the first {@code inputs().size()} are the inputs.
 * Equal functions print equally.
 *
 * @param name the entry's name
 * @param inputs names of the inputs, leaf by leaf, dotted
 * @param code the instructions; a value is named by its position
 * @param outputs what the function returns, in order
 * @param debugs what it prints and asserts, in order
 * @param seeded whether the last input is the hidden seed of draws without a key
 */
public record Function(
    String name,
    List<String> inputs,
    List<Instruction> code,
    List<Output> outputs,
    List<Debug> debugs,
    boolean seeded) {

  /** A named result. */
  public record Output(String name, int value) {}

  public Function {
    inputs = List.copyOf(inputs);
    code = List.copyOf(code);
    outputs = List.copyOf(outputs);
    debugs = List.copyOf(debugs);
  }

  public Instruction instruction(int value) {
    return code.get(value);
  }

  public Type type(int value) {
    return code.get(value).type();
  }

  /** The name as MLIR and StableHLO write it: in quotes unless it is plain. */
  public String symbol() {
    return name.matches("[A-Za-z_][A-Za-z0-9_$.]*") ? "@" + name : "@\"" + name + "\"";
  }

  /** Types of the inputs, in order. */
  public List<Type> inputTypes() {
    return code.subList(0, inputs.size()).stream().map(Instruction::type).toList();
  }

  /** Types of the outputs, in order. */
  public List<Type> outputTypes() {
    return outputs.stream().map(o -> type(o.value())).toList();
  }

  /**
   * What is printed and asserted right before instruction number {@code position}, or at the end,
   * in order.
   */
  public List<Debug> debugsAt(int position) {
    return debugs.isEmpty()
        ? debugs
        : debugs.subList(firstDebug(position), firstDebug(position + 1));
  }

  /** The first that stands at the position or behind it, by halving: they are in order. */
  private int firstDebug(int position) {
    int low = 0;
    int high = debugs.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (debugs.get(middle).at() < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The line of IR text that gives a value which is no input. */
  public String line(int value) {
    return Printer.line(this, value);
  }

  /** IR text, which parses back to an equal function. */
  @Override
  public String toString() {
    return Printer.print(this);
  }
}
