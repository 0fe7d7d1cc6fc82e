package mind.compiler.mlir;

import java.util.List;
import java.util.stream.Collectors;

/** An SSA value: its name with the percent sign, and the text of its type. */
record Value(String name, String type) {

  static String names(List<Value> values) {
    return values.stream().map(Value::name).collect(Collectors.joining(", "));
  }

  static String types(List<Value> values) {
    return values.stream().map(Value::type).collect(Collectors.joining(", "));
  }
}
