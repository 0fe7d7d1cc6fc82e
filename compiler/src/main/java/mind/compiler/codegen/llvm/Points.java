package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.ScalarCode;

/** Writes scalar code for the points of a spot. What is the same in all lanes stays scalar. */
final class Points {
  private final Ir ir;
  private final Accesses accesses;
  private final Scalars scalars;
  private final Tables tables;

  Points(Ir ir, Accesses accesses, Tables tables) {
    this.ir = ir;
    this.accesses = accesses;
    this.tables = tables;
    scalars = new Scalars(ir);
  }

  /**
   * The results of {@code code}, each a scalar or a vector of the spot's lanes.
   *
   * @param combined what Combined instructions stand for
   */
  List<Value> evaluate(ScalarCode code, Spot spot, List<Value> combined) {
    List<Value> values = new ArrayList<>();
    for (ScalarCode.Instruction instruction : code.instructions()) {
      values.add(
          switch (instruction) {
            case ScalarCode.Load l -> accesses.load(l.operand(), spot);
            case ScalarCode.AxisValue a -> accesses.axis(a.axis(), spot);
            case ScalarCode.Combined c -> combined.get(c.index());
            case ScalarCode.Literal l -> Scalars.literal(l.dtype(), l.bits());
            case ScalarCode.Apply a -> apply(code, a, values);
            case ScalarCode.Lookup l -> lookup(l, values.get(l.index()));
          });
    }
    return code.results().stream().map(values::get).toList();
  }

  private Value apply(ScalarCode code, ScalarCode.Apply a, List<Value> values) {
    List<Value> operands = a.operands().stream().map(values::get).toList();
    int lanes = operands.stream().mapToInt(v -> v.type().lanes()).max().orElse(1);
    List<Value> equal = operands.stream().map(v -> ir.splat(v, lanes)).toList();
    return scalars.apply(
        a.op(), code.instructions().get(a.operands().getLast()).dtype(), a.dtype(), equal);
  }

  private Value lookup(ScalarCode.Lookup lookup, Value index) {
    Type type = Type.inMemory(lookup.dtype(), 1);
    String table = tables.name(lookup.dtype(), lookup.table());
    List<Value> lanes =
        IntStream.range(0, index.type().lanes())
            .mapToObj(l -> element(lookup, type, table, ir.lane(index, l)))
            .toList();
    return lanes.size() == 1 ? lanes.getFirst() : ir.gather(lanes);
  }

  private Value element(ScalarCode.Lookup lookup, Type type, String table, Value index) {
    Value address =
        ir.pure(
            Type.POINTER,
            "getelementptr " + type.text() + ", ptr " + table + ", " + index.typed(),
            index);
    Value value =
        ir.pure(
            type,
            "load " + type.text() + ", " + address.typed() + ", align " + lookup.dtype().bytes(),
            address);
    return accesses.fromMemory(lookup.dtype(), value);
  }
}
