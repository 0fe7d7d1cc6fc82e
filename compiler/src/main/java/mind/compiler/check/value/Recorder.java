package mind.compiler.check.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Op;
import mind.compiler.kernel.DType;
import org.jspecify.annotations.Nullable;

/**
 * One function while it is recorded. Inputs may come late (the seed, once something draws by it,
 * and for a function under {@code grad} each outer value it turns out to use), so an input is
 * numbered below zero until {@link #build} puts all of them in front.
 */
public final class Recorder {
  private record Key(@Nullable Recorder home, int id) {}

  private final @Nullable Recorder outer;
  private final List<String> inputNames = new ArrayList<>(4);
  private final List<Type> inputTypes = new ArrayList<>(4);
  private final Map<Key, Integer> captures = new HashMap<>(0);
  private final List<Value.Tensor> captured = new ArrayList<>(0);
  private Op[] ops = new Op[16];
  private int[][] operands = new int[16][];
  private int count;
  private Value.@Nullable Tensor seed;
  private long draws;

  public Recorder(@Nullable Recorder outer) {
    this.outer = outer;
  }

  public @Nullable Recorder outer() {
    return outer;
  }

  public int input(String name, Type type) {
    inputNames.add(name);
    inputTypes.add(type);
    return -inputNames.size();
  }

  /** The number here of any value recorded here or further out. */
  public int operand(Value.Tensor value) {
    if (value.home() == this) {
      return value.id();
    }
    Key key = new Key(value.home(), value.id());
    Integer known = captures.get(key);
    if (known != null) {
      return known;
    }
    int input = input("captured." + captured.size(), Graph.irType(value.dtype(), value.dims()));
    captures.put(key, input);
    captured.add(value);
    return input;
  }

  public int record(Op op, int... values) {
    if (count == ops.length) {
      ops = Arrays.copyOf(ops, count * 2);
      operands = Arrays.copyOf(operands, count * 2);
    }
    ops[count] = op;
    operands[count] = values;
    return count++;
  }

  /** The seed of draws without a key: the outermost function's last input. */
  public Value.Tensor seed() {
    if (outer != null) {
      return outer.seed();
    }
    Value.Tensor known = seed;
    if (known == null) {
      known = new Value.Tensor(DType.I64, new long[0], this, Integer.MIN_VALUE);
      seed = known;
    }
    return known;
  }

  /**
   * The number of a draw without a key among those of the outermost function: what else there is in
   * the program has no part in it.
   */
  long nextDraw() {
    return outer != null ? outer.nextDraw() : draws++;
  }

  /** Whether an input has the name that the seed gets as an input. */
  public boolean isSeedShadowed() {
    return seed != null && inputNames.contains("seed");
  }

  /** The outer values used here, in the order of the inputs that stand for them. */
  public List<Value.Tensor> captured() {
    return captured;
  }

  /** The recorded function. */
  public Function build(String name, List<String> outputNames, int[] outputs) {
    FunctionBuilder builder = new FunctionBuilder(name);
    for (int i = 0; i < inputNames.size(); i++) {
      builder.input(inputNames.get(i), inputTypes.get(i));
    }
    int seedInput = seed == null ? -1 : builder.seed();
    int inputs = builder.size();
    for (int i = 0; i < count; i++) {
      int[] values = operands[i].clone();
      for (int k = 0; k < values.length; k++) {
        values[k] = place(values[k], inputs, seedInput);
      }
      builder.add(ops[i], values);
    }
    for (int i = 0; i < outputs.length; i++) {
      builder.output(outputNames.get(i), place(outputs[i], inputs, seedInput));
    }
    return builder.build();
  }

  private static int place(int id, int inputs, int seedInput) {
    if (id == Integer.MIN_VALUE) {
      return seedInput;
    }
    return id < 0 ? -1 - id : inputs + id;
  }

  /** Records a function's instructions, its inputs standing for {@code arguments}. */
  public int[] inline(Function function, int[] arguments) {
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
