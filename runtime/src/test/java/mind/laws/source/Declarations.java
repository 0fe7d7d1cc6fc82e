package mind.laws.source;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a program declares beside its entry, for the bodies that use it. */
final class Declarations {
  /** A function; the names in its dimensions are those of the entry. */
  record Function(String name, List<Shaped> parameters, List<String> names, Shaped result) {
    /** All dimensions of what it takes and gives. */
    List<String> dims() {
      return Stream.concat(parameters.stream(), Stream.of(result))
          .flatMap(type -> type.dims().stream())
          .toList();
    }
  }

  /** A struct of two fields. */
  record Struct(String name, Shaped w, Shaped b) {}

  private final List<Function> functions = new ArrayList<>();
  private final List<Struct> structs = new ArrayList<>();
  private int count;

  /** A name that nothing else has. */
  String fresh(String stem) {
    return stem + count++;
  }

  void add(Function function) {
    functions.add(function);
  }

  void add(Struct struct) {
    structs.add(struct);
  }

  List<Function> functions() {
    return functions;
  }

  List<Struct> structs() {
    return structs;
  }
}
