package mind.compiler.interpret;

import java.util.List;
import mind.compiler.ir.Debug;
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.IrException;
import mind.compiler.ir.Tensor;
import mind.text.Format;
import mind.text.Printout;
import mind.text.TensorText;
import mind.v1.DType;

/** Runs a function by evaluating its instructions one after the other. */
public final class Interpreter {
  private Interpreter() {}

  /**
   * The outputs for these inputs, one of each declared type; NaNs in them are the canonical NaN.
   *
   * @throws IrException E4004 if the inputs are not of the declared types; E6001 if an index is out
   *     of range; E6006 if an assertion does not hold
   */
  public static List<Tensor> run(Function f, List<Tensor> inputs) {
    return run(f, inputs, new Printout());
  }

  /** As {@link #run(Function, List)}; what the function prints goes to {@code printout}. */
  public static List<Tensor> run(Function f, List<Tensor> inputs, Printout printout) {
    Tensor[] values = evaluate(f, inputs, printout);
    return f.outputs().stream().map(o -> values[o.value()].canonical()).toList();
  }

  /** Every value of the function, by number. */
  private static Tensor[] evaluate(Function f, List<Tensor> inputs, Printout printout) {
    if (inputs.size() != f.inputs().size()) {
      throw new IrException("E4004", f.inputs().size() + " inputs expected, not " + inputs.size());
    }
    Tensor[] values = new Tensor[f.code().size()];
    for (int v = 0; v < values.length; v++) {
      f.debugsAt(v).forEach(debug -> debug(debug, values, printout));
      Instruction instruction = f.instruction(v);
      if (v < inputs.size()) {
        if (!inputs.get(v).type().equals(instruction.type())) {
          throw new IrException(
              "E4004", "input " + f.inputs().get(v) + " is not " + instruction.type());
        }
        values[v] = inputs.get(v);
      } else {
        Tensor[] operands = new Tensor[instruction.arity()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = values[instruction.operand(i)];
        }
        checkRange(v, instruction, operands);
        values[v] = instruction.op().evaluate(instruction.type(), operands);
      }
    }
    f.debugsAt(values.length).forEach(debug -> debug(debug, values, printout));
    return values;
  }

  private static void debug(Debug debug, Tensor[] values, Printout printout) {
    if (debug.when().isPresent() && values[debug.when().getAsInt()].bits(0) == 0) {
      return;
    }
    List<TensorText> texts = debug.values().stream().map(v -> text(values[v])).toList();
    switch (debug.kind()) {
      case PRINT -> printout.print(debug.format(), texts);
      case FAIL ->
          throw new IrException("E6006", Format.fill(debug.format(), texts, Printout.LIMIT));
    }
  }

  private static TensorText text(Tensor value) {
    List<Long> shape = value.type().shape().extents();
    return new TensorText(DType.valueOf(value.type().dtype().name()), shape, value::bits);
  }

  private static void checkRange(int value, Instruction instruction, Tensor[] operands) {
    long position = instruction.op().outOfRange(operands);
    if (position >= 0) {
      throw new IrException(
          "E6001",
          "%" + value + ": index out of range at position " + position + " of the indices");
    }
  }
}
