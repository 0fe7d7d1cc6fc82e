package mind.compiler.check.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Op;
import mind.compiler.kernel.DType;
import org.jspecify.annotations.Nullable;

/**
 * One function while it is recorded. The seed may become an input late, once something draws by it,
 * so an input is numbered below zero until {@link #build} puts all of them in front.
 */
public final class Recorder {
  private static final int SEED = Integer.MIN_VALUE;

  private static final int FIRST = 8;
  private static final Type[] NONE = {};

  private List<String> inputNames = List.of();
  private List<Type> inputTypes = List.of();

  /** The operation of each value; null for an alias, whose only operand is what it stands for. */
  private @Nullable Op[] ops = new Op[FIRST];

  private int[][] operands = new int[FIRST][];
  private List<Debug> debugs = List.of();
  private int count;

  /** The types of the first {@code typed} values: inferred once a derivative asks for them. */
  private Type[] types = NONE;

  private int typed;
  private Value.@Nullable Tensor seed;
  private long draws;
  private boolean built;

  public int input(String name, Type type) {
    if (inputNames.isEmpty()) {
      inputNames = new ArrayList<>();
      inputTypes = new ArrayList<>();
    }
    inputNames.add(name);
    inputTypes.add(type);
    return -inputNames.size();
  }

  /** The number here of a value that was recorded here. */
  public int operand(Value.Tensor value) {
    if (value.home() != this) {
      throw new IllegalStateException("a value of another function");
    }
    return value.id();
  }

  public int record(Op op, int... values) {
    return append(op, values);
  }

  /** A value that is the same as another, but told apart from it when derivatives are taken. */
  int alias(int of) {
    return append(null, new int[] {of});
  }

  private int append(@Nullable Op op, int[] values) {
    if (count == ops.length) {
      ops = Arrays.copyOf(ops, count * 2);
      operands = Arrays.copyOf(operands, count * 2);
    }
    ops[count] = op;
    operands[count] = values;
    return count++;
  }

  /** Records what is printed or asserted here; {@code when} is null where that is always. */
  public void debug(
      Debug.Kind kind, String format, List<Value.Tensor> values, Value.@Nullable Tensor when) {
    List<Integer> numbers = values.stream().map(this::operand).toList();
    OptionalInt predicate = when == null ? OptionalInt.empty() : OptionalInt.of(operand(when));
    if (debugs.isEmpty()) {
      debugs = new ArrayList<>();
    }
    debugs.add(new Debug(count, kind, format, numbers, predicate));
  }

  /** The seed of draws without a key: the function's last input. */
  public Value.Tensor seed() {
    Value.Tensor known = seed;
    if (known == null) {
      known = new Value.Tensor(DType.I64, new long[0], this, SEED);
      seed = known;
    }
    return known;
  }

  /** The number of a draw without a key: what else there is in the program has no part in it. */
  long nextDraw() {
    return draws++;
  }

  /** Whether an input has the name that the seed gets as an input. */
  public boolean isSeedShadowed() {
    return seed != null && inputNames.contains("seed");
  }

  /** The operation of a value; null for an alias. */
  @Nullable Op op(int id) {
    return ops[id];
  }

  int[] operands(int id) {
    return operands[id];
  }

  Type type(int id) {
    if (id < 0) {
      return id == SEED ? Type.scalar(DType.I64) : inputTypes.get(-1 - id);
    }
    if (typed <= id) {
      types = Arrays.copyOf(types, ops.length);
      for (; typed < count; typed++) {
        Op op = ops[typed];
        int[] from = operands[typed];
        Type[] given = new Type[from.length];
        for (int i = 0; i < given.length; i++) {
          given[i] = type(from[i]);
        }
        types[typed] = op == null ? given[0] : op.infer(given);
      }
    }
    return types[id];
  }

  /** The recorded function; it is built once, and takes the operands' arrays with it. */
  public Function build(String name, List<String> outputNames, int[] outputs) {
    if (built) {
      throw new IllegalStateException("built already");
    }
    built = true;
    FunctionBuilder builder =
        new FunctionBuilder(name, inputNames.size() + (seed == null ? 0 : 1) + count);
    for (int i = 0; i < inputNames.size(); i++) {
      builder.input(inputNames.get(i), inputTypes.get(i));
    }
    int seedInput = seed == null ? -1 : builder.seed();
    int[] places = new int[count];
    int debug = 0;
    for (int i = 0; i < count; i++) {
      debug = build(builder, debug, i, places, seedInput);
      int[] values = operands[i];
      for (int k = 0; k < values.length; k++) {
        values[k] = place(values[k], places, seedInput);
      }
      Op op = ops[i];
      places[i] = op == null ? values[0] : builder.add(op, values);
    }
    build(builder, debug, count, places, seedInput);
    for (int i = 0; i < outputs.length; i++) {
      builder.output(outputNames.get(i), place(outputs[i], places, seedInput));
    }
    return builder.build();
  }

  /** Adds what is printed and asserted right before an operation; gives the number of the next. */
  private int build(FunctionBuilder builder, int first, int position, int[] places, int seedInput) {
    int next = first;
    while (next < debugs.size() && debugs.get(next).at() == position) {
      Debug debug = debugs.get(next++);
      builder.debug(debug.moved(builder.size(), value -> place(value, places, seedInput)));
    }
    return next;
  }

  private static int place(int id, int[] places, int seedInput) {
    if (id == SEED) {
      return seedInput;
    }
    return id < 0 ? -1 - id : places[id];
  }

  /** Records a function's instructions, but for its first values: those are {@code arguments}. */
  int[] inline(Function function, int[] arguments) {
    int[] values = new int[function.code().size()];
    for (int v = 0; v < values.length; v++) {
      Instruction instruction = function.instruction(v);
      if (v < arguments.length) {
        values[v] = arguments[v];
        continue;
      }
      int[] from = new int[instruction.arity()];
      for (int i = 0; i < from.length; i++) {
        from[i] = values[instruction.operand(i)];
      }
      values[v] = record(instruction.op(), from);
    }
    return function.outputs().stream().mapToInt(output -> values[output.value()]).toArray();
  }
}
