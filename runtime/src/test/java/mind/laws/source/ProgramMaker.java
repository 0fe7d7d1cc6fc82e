package mind.laws.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a program: constants, aliases, structs, functions, and an entry that may use them all. */
final class ProgramMaker {
  private static final int DEPTH = 4;

  private final Tape tape;
  private final Declarations declared = new Declarations();
  private final StringBuilder text = new StringBuilder();

  private ProgramMaker(Tape tape) {
    this.tape = tape;
  }

  static SourceProgram of(List<Integer> choices) {
    return new ProgramMaker(new Tape(choices)).program();
  }

  private SourceProgram program() {
    text.append("import tensor as t;\nuse nn::{relu as r, tanh};\n");
    text.append("const N = 3;\ntype Row = Tensor<f32, [N]>;\n");
    for (int i = tape.next(3); i > 0; i--) {
      struct();
    }
    int functions = tape.next(4);
    for (int i = 1; i <= functions; i++) {
      tape.endAt(i * 0.2);
      function();
    }
    tape.endAt(1);
    Map<String, Long> dims = new HashMap<>();
    entry(dims);
    return new SourceProgram(text.toString(), dims);
  }

  private void struct() {
    Shaped w = shaped(List.of("2", "3", "N"));
    Shaped b = shaped(List.of("2"));
    String name = declared.fresh("S");
    text.append("struct " + name + " { w: " + w.text(tape) + ", b: " + b.text(tape) + " }\n");
    declared.add(new Declarations.Struct(name, w, b));
  }

  /** A type with up to three dimensions of these. */
  private Shaped shaped(List<String> dims) {
    String dtype = tape.pick("f32", "f32", "f64", "i64", "i32", "bool");
    List<String> chosen = new ArrayList<>();
    for (int i = tape.next(4); i > 0; i--) {
      chosen.add(tape.pick(dims));
    }
    return new Shaped(dtype, chosen);
  }

  private void function() {
    List<String> dims = new ArrayList<>(List.of("2", "3", "N"));
    List<Shaped> parameters = new ArrayList<>();
    List<String> names = new ArrayList<>();
    // Dimensions' names are bound by the first parameter; so they can stand everywhere else.
    if (tape.flip()) {
      parameters.add(Shaped.of("f32", "n", "m"));
      names.add(declared.fresh("a"));
      dims.addAll(List.of("n", "m"));
    }
    for (int i = tape.next(3); i > 0; i--) {
      parameters.add(shaped(dims));
      names.add(declared.fresh("a"));
    }
    Shaped result = shaped(dims);
    String name = declared.fresh("h");
    head(name, parameters, names);
    text.append(tape.flip() || parameters.isEmpty() ? "k: f32 = 0.5" : "k: f32 = 1 / 2,");
    text.append(") -> " + result.text(tape) + " { ");
    text.append(maker(parameters, names, dims).blocks().body(result, DEPTH - 1)).append(" }\n");
    declared.add(new Declarations.Function(name, parameters, names, result));
  }

  private void head(String name, List<Shaped> parameters, List<String> names) {
    text.append(tape.pick("", "export ") + "fn " + name + "(");
    for (int i = 0; i < parameters.size(); i++) {
      text.append(names.get(i) + ": " + parameters.get(i).text(tape) + ", ");
    }
  }

  private TermMaker maker(List<Shaped> parameters, List<String> names, List<String> dims) {
    ScopeOfNames scope = new ScopeOfNames();
    for (int i = 0; i < parameters.size(); i++) {
      scope.add(names.get(i), parameters.get(i), false);
    }
    return new TermMaker(tape, scope, dims, declared);
  }

  private void entry(Map<String, Long> sizes) {
    List<String> dims = new ArrayList<>(List.of("2", "3", "N"));
    if (tape.next(4) == 3) {
      text.append(maker(List.of(), List.of(), dims).blocks().body(result(dims), DEPTH));
      text.append("\n");
      return;
    }
    List<Shaped> parameters = new ArrayList<>();
    if (tape.flip()) {
      parameters.add(Shaped.of("f32", "n", "m"));
      dims.addAll(List.of("n", "m"));
      sizes.put("n", 1L + tape.next(5));
      sizes.put("m", 1L + tape.next(5));
    }
    for (int i = tape.next(3); i > 0; i--) {
      parameters.add(shaped(dims));
    }
    List<String> names = parameters.stream().map(p -> declared.fresh("x")).toList();
    head("main", parameters, names);
    List<Shaped> given = new ArrayList<>(parameters);
    List<String> used = new ArrayList<>(names);
    for (Declarations.Struct struct : declared.structs()) {
      String name = declared.fresh("s");
      text.append(name + ": " + struct.name() + ", ");
      given.addAll(List.of(struct.w(), struct.b()));
      used.addAll(List.of(name + ".w", name + ".b"));
    }
    TermMaker maker = maker(given, used, dims);
    List<Shaped> results = new ArrayList<>(List.of(result(dims)));
    for (int i = tape.next(3); i > 0; i--) {
      results.add(result(dims));
    }
    String types = results.stream().map(r -> r.text(tape)).collect(Collectors.joining(", "));
    boolean single = results.size() == 1;
    text.append(") -> " + (single ? types : "(" + types + ")") + " {\n");
    text.append(single ? maker.blocks().body(results.getFirst(), DEPTH) : "");
    String values =
        (single ? List.<Shaped>of() : results)
            .stream().map(r -> maker.make(r, DEPTH).toString()).collect(Collectors.joining(",\n"));
    text.append(single ? "" : "(" + values + ")").append("\n}\n");
  }

  /** What an entry gives: often what a function does, so that it is called. */
  private Shaped result(List<String> dims) {
    List<Declarations.Function> functions =
        declared.functions().stream().filter(f -> dims.containsAll(f.dims())).toList();
    return functions.isEmpty() || tape.flip() ? shaped(dims) : tape.pick(functions).result();
  }
}
