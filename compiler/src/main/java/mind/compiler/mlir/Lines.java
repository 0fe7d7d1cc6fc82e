package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import mind.compiler.kernel.DType;

/**
 * The body of a function under construction. Values are named in the order in which they are made;
 * scalar constants and tables stand at the head, each once.
 */
final class Lines {
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> constants = new LinkedHashMap<>();
  private int names;
  private int depth = 1;

  /** A name that no other value has. */
  String fresh() {
    return "%v" + names++;
  }

  void add(String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  /** Opens a region with its first line. */
  void open(String line) {
    add(line);
    depth++;
  }

  /** Closes a region with its last line. */
  void close(String line) {
    depth--;
    add(line);
  }

  /** Names the value of an operation of one result. */
  String let(String operation) {
    String name = fresh();
    add(name + " = " + operation);
    return name;
  }

  /** An operation on operands of one type, which is also the result's. */
  String apply(String operation, String type, String... operands) {
    return let(operation + " " + String.join(", ", operands) + " : " + type);
  }

  /** A constant by its attribute and type. */
  String constant(String attribute) {
    return constants.computeIfAbsent(attribute, a -> "%c" + constants.size());
  }

  String index(long value) {
    return constant(value + " : index");
  }

  String literal(DType dtype, long bits) {
    String value = Types.literal(dtype, bits);
    return constant(dtype == DType.BOOL ? value : value + " : " + Types.scalar(dtype));
  }

  /**
   * A loop over {@code from .. to - 1} that carries values.
   *
   * @param body gives the next values for the counter and the present ones
   */
  List<Value> loop(
      String from,
      String to,
      List<Value> initial,
      BiFunction<String, List<Value>, List<Value>> body) {
    String counter = fresh();
    List<Value> carried = initial.stream().map(v -> new Value(fresh(), v.type())).toList();
    List<String> starts = new ArrayList<>();
    for (int i = 0; i < carried.size(); i++) {
      starts.add(carried.get(i).name() + " = " + initial.get(i).name());
    }
    String result = fresh();
    open(
        defined(result, initial.size())
            + ("scf.for " + counter + " = " + from + " to " + to + " step " + index(1))
            + (" iter_args(" + String.join(", ", starts) + ")")
            + (" -> (" + Value.types(initial) + ") {"));
    List<Value> next = body.apply(counter, carried);
    add("scf.yield " + Value.names(next) + " : " + Value.types(next));
    close("}");
    return results(result, initial.stream().map(Value::type).toList());
  }

  /** One of two values by a condition. */
  Value choose(String condition, String type, Supplier<String> then, Supplier<String> otherwise) {
    String result = fresh();
    open(result + " = scf.if " + condition + " -> (" + type + ") {");
    add("scf.yield " + then.get() + " : " + type);
    depth--;
    open("} else {");
    add("scf.yield " + otherwise.get() + " : " + type);
    close("}");
    return new Value(result, type);
  }

  /** What stands before an operation of so many results. */
  static String defined(String name, int results) {
    return name + (results == 1 ? " = " : ":" + results + " = ");
  }

  /** The results of an operation that {@link #defined} names. */
  static List<Value> results(String name, List<String> types) {
    List<Value> results = new ArrayList<>();
    for (String type : types) {
      results.add(new Value(types.size() == 1 ? name : name + "#" + results.size(), type));
    }
    return results;
  }

  /** The constants, then the lines. */
  @Override
  public String toString() {
    StringBuilder whole = new StringBuilder();
    constants.forEach((attribute, name) ->
        whole
            .append("  ")
            .append(name)
            .append(" = arith.constant ")
            .append(attribute)
            .append('\n'));
    return whole.append(text).toString();
  }
}
