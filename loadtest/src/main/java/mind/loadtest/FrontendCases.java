package mind.loadtest;

import java.util.ArrayList;
import java.util.List;

/** The programs on which the frontend is measured: scripts of {@code let} and a last expression. */
final class FrontendCases {
  /** Chains of operations, to see how time grows with length. */
  static final String SHORT = "chain_1000";

  static final String LONG = "chain_10000";

  private FrontendCases() {}

  /**
   * One program.
   *
   * @param barMicros what it should take at most; 0 where it is not said
   */
  record Case(String name, double barMicros, String source) {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("scalar_math", 0.5, "1 + 2 * 3 - 4 / 2"));
    cases.add(new Case("small_matmul", 1, matmul(10, 20, 30)));
    cases.add(new Case("medium_matmul", 1, matmul(128, 256, 512)));
    cases.add(new Case("large_matmul", 1, matmul(512, 1024, 512)));
    cases.add(new Case("medium_mlp", 2, mediumMlp()));
    cases.add(new Case("large_network", 5, largeNetwork()));
    cases.add(new Case("conv2d", 1.5, convolution()));
    cases.add(new Case("tensor_ops", 1.5, elementwise()));
    cases.add(new Case("reductions", 1, reductions()));
    cases.add(new Case("reshape_ops", 1, reshapes()));
    cases.add(new Case(SHORT, 0, chain(1_000)));
    cases.add(new Case(LONG, 0, chain(10_000)));
    return cases;
  }

  /** The source of a case. */
  static String source(String name) {
    return all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow().source();
  }

  private static String tensor(String name, String dims) {
    return "let %s: Tensor[f32,(%s)] = 1;\n".formatted(name, dims);
  }

  private static String matmul(int m, int k, int n) {
    return tensor("a", m + "," + k) + tensor("b", k + "," + n) + "tensor.matmul(a, b)\n";
  }

  private static String mediumMlp() {
    return tensor("x", "128,256")
        + tensor("w", "256,128")
        + tensor("b", "128")
        + """
        let h = tensor.matmul(x, w);
        let z = h + b;
        tensor.relu(z)
        """;
  }

  private static String largeNetwork() {
    return tensor("x", "128,784")
        + tensor("w1", "784,512")
        + tensor("b1", "512")
        + tensor("w2", "512,256")
        + tensor("b2", "256")
        + tensor("w3", "256,10")
        + tensor("b3", "10")
        + """
        let m1 = tensor.matmul(x, w1) + b1;
        let h1 = tensor.relu(m1);
        let m2 = tensor.matmul(h1, w2) + b2;
        let h2 = tensor.relu(m2);
        let m3 = tensor.matmul(h2, w3) + b3;
        m3
        """;
  }

  private static String convolution() {
    return tensor("x", "1,56,56,64")
        + tensor("w", "3,3,64,64")
        + """
        let y = tensor.conv2d(x, w, padding="valid");
        tensor.relu(y)
        """;
  }

  private static String elementwise() {
    return tensor("x", "64,64")
        + tensor("y", "64,64")
        + """
        let sum = x + y;
        let prod = sum * x;
        tensor.relu(prod)
        """;
  }

  private static String reductions() {
    return tensor("x", "128,256")
        + """
        let s = tensor.sum(x, axes=[0]);
        tensor.mean(s)
        """;
  }

  private static String reshapes() {
    return tensor("x", "32,64")
        + """
        let r = tensor.reshape(x, (64, 32));
        tensor.transpose(r)
        """;
  }

  /** A script of so many operations, each in a statement of its own. */
  private static String chain(int operations) {
    StringBuilder source = new StringBuilder(tensor("x0", "64,64"));
    for (int i = 1; i <= operations; i++) {
      source.append("let x").append(i).append(" = x").append(i - 1).append(" * x0;\n");
    }
    return source.append('x').append(operations).append('\n').toString();
  }
}
