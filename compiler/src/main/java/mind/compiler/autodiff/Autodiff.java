package mind.compiler.autodiff;

import java.util.Arrays;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Emitter;
import mind.compiler.ir.op.Vjp;

/**
 * Reverse mode: copies the function, then walks it backwards once, each operation adding to its
 * operands' cotangents (its VJP). The result is a function of the same 19 operations, so gradients
 * of gradients come from the same code.
 */
public final class Autodiff {
  private final Function source;
  private final FunctionBuilder b;
  private final int[] values;
  private final boolean[] active;
  private final int[] cotangents;

  private Autodiff(Function source, FunctionBuilder b, int[] values, int[] wrt) {
    this.source = source;
    this.b = b;
    this.values = values;
    this.active = activity(source, wrt);
    this.cotangents = new int[source.code().size()];
    Arrays.fill(cotangents, -1);
  }

  /**
   * The gradient of a function with one scalar float output.
   *
   * @param wrt numbers of the inputs to differentiate by; each a float
   * @param withValue whether the value comes first, under its own name
   * @return outputs {@code grad.NAME} per input in the order of {@code wrt}; zeros where the value
   *     does not depend on it
   * @throws IrException E5004 if the output is not one float scalar, E5005 if an input of {@code
   *     wrt} is no float
   */
  public static Function gradient(Function f, int[] wrt, boolean withValue) {
    if (f.outputs().size() != 1 || !isScalarFloat(f.outputTypes().getFirst())) {
      throw new IrException(
          "E5004", "the gradient of " + f.outputTypes() + ", which is no float scalar");
    }
    FunctionBuilder b = new FunctionBuilder(f.name());
    int[] inputs = b.inputsOf(f);
    int[] values = b.copy(f, inputs);
    int output = f.outputs().getFirst().value();
    Autodiff autodiff = new Autodiff(f, b, values, wrt);
    autodiff.accumulate(output, new Emitter(b).like(values[output], 1));
    autodiff.pullBack();
    if (withValue) {
      b.output(f.outputs().getFirst().name(), values[output]);
    }
    for (int v : wrt) {
      b.output("grad." + f.inputs().get(v), autodiff.gradient(v));
    }
    return b.build();
  }

  /**
   * What gives the gradients for any cotangents: a function of {@code f}'s inputs and a cotangent
   * for each of its outputs, all of them floats. Its values are these inputs, then all others of
   * {@code f} in their order, then the walk backwards.
   *
   * @param reaches whether a derivative flows from an output to each value of {@code wrt}
   */
  public record PullBack(Function function, boolean[] reaches) {}

  /**
   * The pull-back of a function to some of its values, inputs or not.
   *
   * @throws IrException E5005 if a value of {@code wrt} is no float
   */
  public static PullBack pullBack(Function f, int[] wrt) {
    FunctionBuilder b = new FunctionBuilder(f.name());
    int[] inputs = b.inputsOf(f);
    int[] seeds = new int[f.outputs().size()];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = b.input("cotangent." + i, f.outputTypes().get(i));
    }
    Autodiff autodiff = new Autodiff(f, b, b.copy(f, inputs), wrt);
    for (int i = 0; i < seeds.length; i++) {
      autodiff.accumulate(f.outputs().get(i).value(), seeds[i]);
    }
    autodiff.pullBack();
    boolean[] reaches = new boolean[wrt.length];
    for (int i = 0; i < wrt.length; i++) {
      reaches[i] = autodiff.cotangents[wrt[i]] >= 0;
      b.output("grad." + i, autodiff.gradient(wrt[i]));
    }
    return new PullBack(b.build(), reaches);
  }

  private static boolean isScalarFloat(Type type) {
    return type.rank() == 0 && type.dtype().isFloat();
  }

  /** Which values depend on those of {@code wrt} and can carry a cotangent. */
  private static boolean[] activity(Function f, int[] wrt) {
    boolean[] active = new boolean[f.code().size()];
    for (int value : wrt) {
      if (!f.type(value).dtype().isFloat()) {
        String name = value < f.inputs().size() ? f.inputs().get(value) : "%" + value;
        throw new IrException("E5005", "the gradient by " + name + ", which is no float");
      }
      active[value] = true;
    }
    for (int v = f.inputs().size(); v < active.length; v++) {
      Instruction instruction = f.instruction(v);
      if (instruction.type().dtype().isFloat()) {
        for (int i = 0; i < instruction.arity() && !active[v]; i++) {
          active[v] = active[instruction.operand(i)];
        }
      }
    }
    return active;
  }

  private void pullBack() {
    for (int v = source.code().size() - 1; v >= source.inputs().size(); v--) {
      if (active[v] && cotangents[v] >= 0) {
        source.instruction(v).op().vjp(new At(v));
      }
    }
  }

  /** By a value: its cotangent, or zeros if none arrived. */
  private int gradient(int value) {
    int cotangent = cotangents[value];
    return cotangent >= 0 ? cotangent : new Emitter(b).zeros(source.type(value));
  }

  private void accumulate(int value, int cotangent) {
    if (active[value]) {
      int sum = cotangents[value];
      cotangents[value] = sum < 0 ? cotangent : new Emitter(b).add(sum, cotangent);
    }
  }

  /** The view of one instruction. */
  private final class At implements Vjp {
    private final int value;

    At(int value) {
      this.value = value;
    }

    @Override
    public FunctionBuilder builder() {
      return b;
    }

    @Override
    public int operand(int i) {
      return values[source.instruction(value).operand(i)];
    }

    @Override
    public int result() {
      return values[value];
    }

    @Override
    public int cotangent() {
      return cotangents[value];
    }

    @Override
    public boolean needs(int i) {
      return active[source.instruction(value).operand(i)];
    }

    @Override
    public void add(int i, int cotangent) {
      accumulate(source.instruction(value).operand(i), cotangent);
    }
  }
}
