package mind.laws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.FunctionBuilder;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.op.Const;
import mind.compiler.mlir.MlirPrinter;

/**
 * Functions as one MLIR module whose main calls each on given inputs and writes the bytes of all
 * outputs, and the bytes that the interpreter gives.
 */
final class MlirModule {
  /** The end of a function's header. */
  private static final Pattern RESULTS = Pattern.compile("-> \\((.*)\\) \\{\n");

  private final StringBuilder functions = new StringBuilder();
  private final StringBuilder main = new StringBuilder();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private int cases;

  /** Characters so far. */
  int size() {
    return functions.length() + main.length();
  }

  /** Adds a case; {@code what} names it in a comment. */
  void add(String what, Function f, List<Tensor> inputs) {
    List<Tensor> outputs = Interpreter.run(f, inputs);
    cases++;
    functions.append("// ").append(what.lines().findFirst().orElse("")).append('\n');
    List<String> arguments = call("inputs" + cases, constants(inputs), List.of());
    List<String> results = call("case" + cases, f, arguments);
    for (int o = 0; o < outputs.size(); o++) {
      write(results.get(o), outputs.get(o));
      expected.writeBytes(outputs.get(o).bytes());
    }
  }

  private static Function constants(List<Tensor> values) {
    FunctionBuilder b = new FunctionBuilder("constants");
    for (int i = 0; i < values.size(); i++) {
      b.output("x" + i, b.add(Const.of(values.get(i))));
    }
    return b.build();
  }

  /** Defines a function under a name and calls it; gives its results as {@code name : type}. */
  private List<String> call(String name, Function f, List<String> arguments) {
    String text =
        MlirPrinter.print(
            new Function(name, f.inputs(), f.code(), f.outputs(), f.debugs(), f.seeded()));
    functions.append(text);
    Matcher matcher = RESULTS.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException(text);
    }
    List<String> types =
        matcher.group(1).isEmpty() ? List.of() : List.of(matcher.group(1).split(", ", -1));
    String result = types.isEmpty() ? "" : "%" + name + ":" + types.size() + " = ";
    main.append(
        "  %sfunc.call @%s(%s) : (%s) -> (%s)\n"
            .formatted(result, name, left(arguments), right(arguments), String.join(", ", types)));
    List<String> results = new ArrayList<>();
    for (String type : types) {
      results.add("%" + name + "#" + results.size() + " : " + type);
    }
    return results;
  }

  private static String left(List<String> values) {
    return String.join(", ", values.stream().map(v -> v.split(" : ", -1)[0]).toList());
  }

  private static String right(List<String> values) {
    return String.join(", ", values.stream().map(v -> v.split(" : ", -1)[1]).toList());
  }

  private void write(String value, Tensor expectedValue) {
    String memref = right(List.of(value)).replace("tensor<", "memref<");
    String n = "%w" + expected.size();
    main.append(
        """
          N_m = bufferization.to_memref VALUE : MEMREF
          N_i = memref.extract_aligned_pointer_as_index N_m : MEMREF -> index
          N_p = arith.index_cast N_i : index to i64
          N_n = arith.constant BYTES : i64
          N_w = func.call @write(%one, N_p, N_n) : (i32, i64, i64) -> i64
        """
            .replace("N_", n + "_")
            .replace("VALUE", left(List.of(value)))
            .replace("MEMREF", memref)
            .replace("BYTES", Long.toString(expectedValue.type().bytes())));
  }

  /** Writes {@code NAME.mlir} and {@code NAME.expected}. */
  void write(Path folder, String name) throws IOException {
    String text =
        "func.func private @write(i32, i64, i64) -> i64\n"
            + functions
            + "func.func @main() {\n  %one = arith.constant 1 : i32\n"
            + main
            + "  return\n}\n";
    Files.write(folder.resolve(name + ".mlir"), text.getBytes(UTF_8));
    Files.write(folder.resolve(name + ".expected"), expected.toByteArray());
  }
}
