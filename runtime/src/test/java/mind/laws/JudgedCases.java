package mind.laws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import mind.compiler.ir.Function;
import mind.compiler.ir.StableHlo;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;

/**
 * A folder of cases for tools/judge/stablehlo.py: a file of StableHLO text each, a file of the
 * inputs and expected outputs of its runs as raw tensors one after the other, and an index of them
 * all.
 */
final class JudgedCases {
  private final Path folder;
  private final List<String> index = new ArrayList<>();

  /** What a difference is measured by: the size of the largest number in this. */
  enum Scale {
    /** For elements that have nothing to do with each other. */
    ELEMENT,
    /** For sums of many. */
    TENSOR
  }

  JudgedCases(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    try (var old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Adds a case.
   *
   * @param scale what a difference is measured by
   * @param meaning the outputs for inputs
   */
  void add(
      String name,
      Function f,
      Scale scale,
      UnaryOperator<List<Tensor>> meaning,
      List<List<Tensor>> runs)
      throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (List<Tensor> inputs : runs) {
      for (Tensor input : inputs) {
        data.writeBytes(input.bytes());
      }
      for (Tensor output : meaning.apply(inputs)) {
        data.writeBytes(output.canonical().bytes());
      }
    }
    String file = Integer.toString(10_000 + index.size()).substring(1);
    Files.writeString(folder.resolve(file + ".mlir"), StableHlo.print(f));
    Files.write(folder.resolve(file + ".bin"), data.toByteArray());
    index.add(
        """
        {"name": %s, "file": "%s", "inputs": %s, "outputs": %s, "runs": %s, "scale": "%s"}\
        """
            .formatted(
                quoted(name),
                file,
                types(f.inputTypes()),
                types(f.outputTypes()),
                runs.size(),
                scale.name().toLowerCase(Locale.ROOT)));
  }

  private static String types(List<Type> types) {
    return types.stream()
        .map(t -> quoted(t.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  int size() {
    return index.size();
  }

  /** Ends the folder: without its index there is no case. */
  void write() throws IOException {
    Files.writeString(folder.resolve("index.json"), "[\n" + String.join(",\n", index) + "\n]\n");
  }
}
