package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Lowering;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Writes a function as MLIR: a {@code func.func} over tensors that gives the bits of the
 * definition. The text is a function of the function's content alone. What is printed and asserted
 * is left out, and nothing reports an index out of range.
 */
public final class MlirPrinter {
  private static final int COMMENT = 120;

  private final Function f;
  private final Lines out = new Lines();
  private final List<TensorValue> values = new ArrayList<>();

  private MlirPrinter(Function f) {
    this.f = f;
  }

  public static String print(Function f) {
    return new MlirPrinter(f).print();
  }

  private String print() {
    for (int v = 0; v < f.code().size(); v++) {
      if (v >= f.inputs().size()) {
        out.add("// " + comment(f.line(v)));
      }
      values.add(value(v));
    }
    out.add(
        "// return "
            + f.outputs().stream().map(Function.Output::name).collect(Collectors.joining(", ")));
    List<Value> outputs = f.outputs().stream().map(o -> output(o.value())).toList();
    out.add(
        outputs.isEmpty()
            ? "return"
            : "return " + Value.names(outputs) + " : " + Value.types(outputs));
    return header(outputs) + out + "}\n";
  }

  /** A line of IR; the data of a constant are not told twice. */
  private static String comment(String line) {
    return line.length() <= COMMENT ? line : line.substring(0, COMMENT) + "..";
  }

  private String header(List<Value> outputs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < f.inputs().size(); i++) {
      text.append("// %arg" + i + " is %" + f.inputs().get(i) + '\n');
    }
    String arguments =
        values.subList(0, f.inputs().size()).stream()
            .map(v -> v.name() + ": " + v.type())
            .collect(Collectors.joining(", "));
    return text.append("func.func " + f.symbol() + "(" + arguments + ")")
        .append(" -> (" + Value.types(outputs) + ") {\n")
        .toString();
  }

  private TensorValue value(int v) {
    Instruction instruction = f.instruction(v);
    Type type = instruction.type();
    List<Long> extents = type.shape().extents();
    Type[] operands = Arrays.stream(instruction.operands()).mapToObj(f::type).toArray(Type[]::new);
    Tensors tensors = new Tensors(out);
    for (int i = 0; i < operands.length; i++) {
      tensors.set(i, values.get(instruction.operand(i)));
    }
    return switch (instruction.op().lower(type, operands)) {
      case Lowering.Argument a -> new TensorValue("%arg" + v, type.dtype(), extents);
      case Lowering.Constant c ->
          new TensorValue(
              out.let("arith.constant " + Types.dense(c.value())), type.dtype(), extents);
      case Lowering.Alias a -> tensors.get(0, type.dtype(), extents);
      case Lowering.Nests n -> {
        n.nests().forEach(nest -> write(nest, tensors));
        yield tensors.get(operands.length, type.dtype(), extents);
      }
    };
  }

  private void write(Nest nest, Tensors tensors) {
    GenericNest.of(nest)
        .ifPresentOrElse(
            generic -> generic.write(out, tensors), () -> LoopNest.write(nest, out, tensors));
  }

  /** An output's NaNs become the one canonical NaN. */
  private Value output(int v) {
    TensorValue value = values.get(v);
    if (!value.dtype().isFloat()) {
      return value.value();
    }
    Tensors tensors = new Tensors(out);
    tensors.set(0, value);
    write(canonical(value), tensors);
    return tensors.get(1, value.dtype(), value.extents()).value();
  }

  private static Nest canonical(TensorValue value) {
    int rank = value.extents().size();
    List<Index> indices = IntStream.range(0, rank).mapToObj(d -> Index.along(d, rank)).toList();
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref x = b.load(0, value.dtype());
    return Nest.map(
        value.extents().stream().map(Axis::parallel).toList(),
        List.of(Access.of(0, value.dtype(), value.extents(), indices)),
        b.build(List.of(b.select(b.isNan(x), b.real(value.dtype(), Double.NaN), x))),
        List.of(Access.of(1, value.dtype(), value.extents(), indices)));
  }
}
