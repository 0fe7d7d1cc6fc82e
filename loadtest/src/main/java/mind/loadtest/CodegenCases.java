package mind.loadtest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The programs of {@code mind bench codegen}: those of the frontend's bench, the gradients of their
 * means, and a deep network. Peers know them by the same names ({@code tools/bench/*_compile.py}).
 */
final class CodegenCases {
  private static final Pattern TENSOR =
      Pattern.compile("let (\\w+): Tensor\\[f32,\\(([^)]*)\\)\\] = 1;\n");

  private static final int LAYERS = 12;
  private static final int BATCH = 32;

  private CodegenCases() {}

  /**
   * One program.
   *
   * @param gradient differentiate by all inputs
   */
  record Case(String name, String source, boolean gradient) {
    Optional<List<String>> wrt() {
      return gradient ? Optional.of(List.of()) : Optional.empty();
    }
  }

  /** The scripts, and the gradient of the mean of each that has a tensor. */
  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    List<FrontendCases.Case> scripts =
        FrontendCases.all().stream().filter(c -> c.barMicros() > 0).toList();
    scripts.forEach(c -> cases.add(new Case(c.name(), c.source(), false)));
    scripts.stream()
        .filter(c -> TENSOR.matcher(c.source()).find())
        .forEach(c -> cases.add(new Case("grad_" + c.name(), mean(c.source()), true)));
    return cases;
  }

  /** A script as a function of its tensors, to the mean of its value. */
  static String mean(String script) {
    Matcher tensors = TENSOR.matcher(script);
    List<String> parameters = new ArrayList<>();
    int end = 0;
    while (tensors.find()) {
      parameters.add("%s: Tensor<f32, [%s]>".formatted(tensors.group(1), tensors.group(2)));
      end = tensors.end();
    }
    List<String> lines = script.substring(end).lines().toList();
    return "fn main(%s) -> f32 {\n%s    mean(%s)\n}\n"
        .formatted(
            String.join(", ", parameters),
            lines.subList(0, lines.size() - 1).stream()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining()),
            lines.getLast());
  }

  /** Twelve layers, 784 inputs and 10 outputs, all others of one width. */
  static List<Integer> sizes(int width) {
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(LAYERS + 1, width));
    sizes.set(0, 784);
    sizes.set(LAYERS, 10);
    return sizes;
  }

  /**
   * A network of such layers with relu between.
   *
   * @param changed the layer that is followed by tanh instead; 0 for none
   */
  static String network(List<Integer> sizes, int changed) {
    String parameters =
        IntStream.rangeClosed(1, LAYERS)
            .mapToObj(layer ->
                "w%1$d: Tensor<f32, [%2$d, %3$d]>, b%1$d: Tensor<f32, [%3$d]>"
                    .formatted(layer, sizes.get(layer - 1), sizes.get(layer)))
            .collect(Collectors.joining(",\n    "));
    StringBuilder body = new StringBuilder();
    for (int layer = 1; layer < LAYERS; layer++) {
      body.append(
          "    let h%1$d = %2$s(%3$s @ w%1$d + b%1$d);\n"
              .formatted(
                  layer, layer == changed ? "tanh" : "relu", layer == 1 ? "x" : "h" + (layer - 1)));
    }
    return """
    fn main(x: Tensor<f32, [%1$d, %2$d]>,
        %3$s) -> Tensor<f32, [%1$d, %4$d]> {
    %5$s    h%6$d @ w%7$d + b%7$d
    }
    """
        .formatted(BATCH, sizes.getFirst(), parameters, sizes.getLast(), body, LAYERS - 1, LAYERS);
  }

  /** The name by which peers know a network. */
  static String networkName(List<Integer> sizes, int changed) {
    String text = sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
    return "mlp:" + text + "/" + changed;
  }
}
