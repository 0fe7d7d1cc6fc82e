package mind.compiler.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import mind.compiler.ir.op.Input;
import mind.compiler.ir.op.Op;

/**
 * Builds a function one instruction at a time; every instruction's type is inferred, so what is
 * built is well typed.
 */
public final class FunctionBuilder {
  private static final Type[] NONE = {};

  private final String name;
  private Set<String> inputs = Set.of();
  private Instruction[] code;
  private int size;
  private final List<Function.Output> outputs = new ArrayList<>(1);
  private List<Debug> debugs = List.of();
  private boolean seeded;

  public FunctionBuilder(String name) {
    this(name, 16);
  }

  /** A builder with room for so many instructions before it grows. */
  public FunctionBuilder(String name, int capacity) {
    this.name = name;
    code = new Instruction[capacity];
  }

  /** Declares the next input. Inputs come before all other instructions. */
  public int input(String inputName, Type type) {
    if (size != inputs.size()) {
      throw new IrException("E4004", "input %" + inputName + " after other instructions");
    }
    if (inputs.isEmpty()) {
      inputs = new LinkedHashSet<>();
    }
    if (!inputs.add(inputName)) {
      throw new IrException("E4002", "input %" + inputName + " is defined twice");
    }
    return append(new Instruction(new Input(inputs.size() - 1, type), new int[0], type));
  }

  /** Declares the last input, the hidden i64 seed. */
  public int seed() {
    int value = input("seed", Type.scalar(mind.compiler.kernel.DType.I64));
    seeded = true;
    return value;
  }

  /**
   * Adds an instruction, whose operands are the array given, and gives its value.
   *
   * @throws IrException if operands are undefined or break the operation's type rule
   */
  public int add(Op op, int... operands) {
    for (int operand : operands) {
      if (operand < 0 || operand >= size) {
        throw new IrException("E4001", "operand " + operand + " is used before its definition");
      }
    }
    if (op instanceof Input) {
      throw new IrException("E4004", "an input among the instructions");
    }
    return append(new Instruction(op, operands, infer(op, operands)));
  }

  /** Adds an instruction of another function, on operands of the same types; no second look. */
  public int add(Instruction instruction) {
    return append(instruction);
  }

  private Type infer(Op op, int[] operands) {
    if (op.arity() >= 0 && op.arity() != operands.length) {
      throw new IrException(
          "E4003", op.name() + " takes " + op.arity() + " operands, not " + operands.length);
    }
    Type[] types = operands.length == 0 ? NONE : new Type[operands.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(operands[i]);
    }
    return op.infer(types);
  }

  private int append(Instruction instruction) {
    if (size == code.length) {
      code = Arrays.copyOf(code, Math.max(16, size * 2));
    }
    code[size] = instruction;
    return size++;
  }

  public Type type(int value) {
    return instruction(value).type();
  }

  public Instruction instruction(int value) {
    return code[Objects.checkIndex(value, size)];
  }

  /** Number of values so far. */
  public int size() {
    return size;
  }

  public void output(String outputName, int value) {
    if (value < 0 || value >= size) {
      throw new IrException("E4003", "output " + outputName + " is not defined");
    }
    outputs.add(new Function.Output(outputName, value));
  }

  /**
   * Adds what is printed or asserted here, behind the instructions so far.
   *
   * @throws IrException if values are undefined or don't fit
   */
  public void debug(Debug debug) {
    Verifier.debug(debug, this::type);
    if (debugs.isEmpty()) {
      debugs = new ArrayList<>();
    }
    debugs.add(debug);
  }

  /**
   * Adds copies of what another function prints and asserts; {@code numbers} are those that its
   * values have here.
   */
  public void debugs(List<Debug> others, int[] numbers) {
    for (int i = 0; i < others.size(); i++) {
      debug(others.get(i).moved(size, value -> numbers[value]));
    }
  }

  /**
   * Copies a function's instructions in, its inputs standing for {@code arguments}; gives the
   * values of its outputs.
   */
  public int[] inline(Function function, int... arguments) {
    int[] values = copy(function, arguments);
    return function.outputs().stream().mapToInt(o -> values[o.value()]).toArray();
  }

  /** As {@link #inline}, but gives the new number of every value of the function. */
  public int[] copy(Function function, int... arguments) {
    int[] values = new int[function.code().size()];
    for (int v = 0; v < values.length; v++) {
      debugs(function.debugsAt(v), values);
      Instruction instruction = function.instruction(v);
      if (v < function.inputs().size()) {
        if (!type(arguments[v]).equals(instruction.type())) {
          throw new IrException("E4004", "argument " + v + " is not " + instruction.type());
        }
        values[v] = arguments[v];
      } else {
        int[] operands = new int[instruction.arity()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = values[instruction.operand(i)];
        }
        values[v] = add(instruction.on(operands));
      }
    }
    debugs(function.debugsAt(values.length), values);
    return values;
  }

  /** Declares the inputs of another function, under the same names. */
  public int[] inputsOf(Function function) {
    int[] values = new int[function.inputs().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = input(function.inputs().get(i), function.type(i));
    }
    seeded = function.seeded();
    return values;
  }

  public Function build() {
    Instruction[] all = size == code.length ? code : Arrays.copyOf(code, size);
    List<String> names = inputs.isEmpty() ? List.of() : List.copyOf(inputs);
    return new Function(name, names, List.of(all), outputs, debugs, seeded);
  }
}
