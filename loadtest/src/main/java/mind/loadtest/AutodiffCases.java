package mind.loadtest;

import java.util.List;

/** The programs on which autodiff is measured. Each gives a scalar loss. */
final class AutodiffCases {
  /** Chains of operations, to see how time grows with length. */
  static final String SHORT = "chain_1000";

  static final String LONG = "chain_10000";

  private AutodiffCases() {}

  /**
   * One program.
   *
   * @param barMicros what its gradient should take at most; 0 where it is not said
   */
  record Case(String name, double barMicros, String source) {}

  static List<Case> all() {
    return List.of(
        new Case("simple_quadratic", 1, "fn main(x: Tensor<f32, [1000]>) -> f32 { sum(x * x) }"),
        new Case(
            "small_mlp",
            5,
            """
            fn main(x: Tensor<f32, [32, 784]>, w1: Tensor<f32, [784, 256]>, b1: Tensor<f32, [256]>,
                w2: Tensor<f32, [256, 10]>, b2: Tensor<f32, [10]>, y: Tensor<f32, [32, 10]>) -> f32 {
                mse_loss(relu(x @ w1 + b1) @ w2 + b2, y)
            }
            """),
        new Case(
            "matmul_chain",
            3,
            """
            fn main(a: Tensor<f32, [128, 128]>, b: Tensor<f32, [128, 128]>,
                c: Tensor<f32, [128, 128]>, d: Tensor<f32, [128, 128]>) -> f32 { sum(a @ b @ c @ d) }
            """),
        new Case(SHORT, 0, chain(1_000)),
        new Case(LONG, 0, chain(10_000)));
  }

  /** The source of a case. */
  static String source(String name) {
    return all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow().source();
  }

  /** A program of so many operations: products and sums in turn. */
  private static String chain(int operations) {
    StringBuilder source = new StringBuilder("fn main(x: Tensor<f32, [64]>) -> f32 {\n");
    source.append("let v0 = x;\n");
    for (int i = 1; i <= operations; i++) {
      String operator = i % 2 == 0 ? " * x;\n" : " + x;\n";
      source.append("let v").append(i).append(" = v").append(i - 1).append(operator);
    }
    return source.append("sum(v").append(operations).append(")\n}\n").toString();
  }
}
