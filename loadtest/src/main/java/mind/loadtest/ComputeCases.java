package mind.loadtest;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mind.loadtest.ComputeCase.Input;
import mind.loadtest.ComputeCase.Traffic;

/** The computations of {@code mind bench inference}, {@code train} and {@code gemm}. */
final class ComputeCases {
  private ComputeCases() {}

  static List<ComputeCase> inference() {
    return List.of(largeMatmul(), mlp(), convolutions());
  }

  static List<ComputeCase> train() {
    return List.of(simpleQuadratic(), smallMlp(), matmulChain());
  }

  static List<ComputeCase> gemm() {
    return IntStream.of(256, 512, 1024, 2048).mapToObj(ComputeCases::gemm).toList();
  }

  private static ComputeCase largeMatmul() {
    return inference(
        "large_matmul_4096",
        """
        fn main(x: Tensor<f32, [1, 4096]>, w: Tensor<f32, [4096, 4096]>) -> Tensor<f32, [1, 4096]> {
            x @ w
        }
        """,
        2.0 * 4096 * 4096,
        new Traffic(Traffic.Kind.READ, 4096 * 4096 * Float.BYTES),
        Input.of("x", 1, 4096),
        Input.of("w", 4096, 4096));
  }

  private static ComputeCase mlp() {
    return inference(
        "mlp_batch32",
        """
        fn main(x: Tensor<f32, [32, 784]>,
            w1: Tensor<f32, [784, 512]>, b1: Tensor<f32, [512]>,
            w2: Tensor<f32, [512, 256]>, b2: Tensor<f32, [256]>,
            w3: Tensor<f32, [256, 10]>, b3: Tensor<f32, [10]>) -> Tensor<f32, [32, 10]> {
            relu(relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3
        }
        """,
        2.0 * 32 * (784 * 512 + 512 * 256 + 256 * 10),
        Traffic.NONE,
        Input.of("x", 32, 784),
        Input.of("w1", 784, 512),
        Input.of("b1", 512),
        Input.of("w2", 512, 256),
        Input.of("b2", 256),
        Input.of("w3", 256, 10),
        Input.of("b3", 10));
  }

  private static ComputeCase convolutions() {
    return inference(
        "conv2d_inference",
        """
        fn main(x: Tensor<f32, [8, 64, 64, 3]>,
            w1: Tensor<f32, [3, 3, 3, 32]>, b1: Tensor<f32, [32]>,
            w2: Tensor<f32, [3, 3, 32, 64]>, b2: Tensor<f32, [64]>,
            w3: Tensor<f32, [16384, 10]>, b3: Tensor<f32, [10]>) -> Tensor<f32, [8, 10]> {
            let h1 = max_pool2d(relu(conv2d(x, w1, padding=Same, bias=b1)), 2);
            let h2 = max_pool2d(relu(conv2d(h1, w2, padding=Same, bias=b2)), 2);
            reshape(h2, [8, 16384]) @ w3 + b3
        }
        """,
        2.0 * 8 * (64 * 64 * 32 * 27 + 32 * 32 * 64 * 288 + 16384 * 10),
        Traffic.NONE,
        Input.of("x", 8, 64, 64, 3),
        Input.of("w1", 3, 3, 3, 32),
        Input.of("b1", 32),
        Input.of("w2", 3, 3, 32, 64),
        Input.of("b2", 64),
        Input.of("w3", 16384, 10),
        Input.of("b3", 10));
  }

  /** All inputs but the first are weights. */
  private static ComputeCase inference(
      String name, String source, double flops, Traffic traffic, Input... inputs) {
    List<Input> all = List.of(inputs);
    List<String> weights = all.stream().skip(1).map(Input::name).toList();
    return new ComputeCase(name, source, all, Optional.empty(), weights, flops, traffic);
  }

  private static ComputeCase simpleQuadratic() {
    List<Input> inputs = List.of(Input.of("x", 1000, 1000));
    return new ComputeCase(
        "simple_quadratic",
        "fn main(x: Tensor<f32, [1000, 1000]>) -> f32 { sum(x * x) }",
        inputs,
        Optional.of(List.of("x")),
        List.of(),
        3e6,
        new Traffic(Traffic.Kind.COPY, 4e6));
  }

  private static ComputeCase smallMlp() {
    // Forward both layers; backward the weights of both and the hidden layer.
    double first = 784 * 256;
    double second = 256 * 10;
    return train(
        "small_mlp",
        """
        fn main(x: Tensor<f32, [32, 784]>, w1: Tensor<f32, [784, 256]>, b1: Tensor<f32, [256]>,
            w2: Tensor<f32, [256, 10]>, b2: Tensor<f32, [10]>, y: Tensor<f32, [32, 10]>) -> f32 {
            mse_loss(relu(x @ w1 + b1) @ w2 + b2, y)
        }
        """,
        List.of("w1", "b1", "w2", "b2"),
        2.0 * 32 * (2 * first + 3 * second),
        Input.of("x", 32, 784),
        Input.of("w1", 784, 256),
        Input.of("b1", 256),
        Input.of("w2", 256, 10),
        Input.of("b2", 10),
        Input.of("y", 32, 10));
  }

  private static ComputeCase matmulChain() {
    return train(
        "matmul_chain",
        """
        fn main(a: Tensor<f32, [128, 128]>, b: Tensor<f32, [128, 128]>,
            c: Tensor<f32, [128, 128]>, d: Tensor<f32, [128, 128]>) -> f32 {
            sum(a @ b @ c @ d)
        }
        """,
        List.of("a", "b", "c", "d"),
        9 * 2.0 * 128 * 128 * 128, // three products forward, two for each of them backward
        Input.of("a", 128, 128),
        Input.of("b", 128, 128),
        Input.of("c", 128, 128),
        Input.of("d", 128, 128));
  }

  private static ComputeCase train(
      String name, String source, List<String> by, double flops, Input... inputs) {
    List<Input> all = List.of(inputs);
    return new ComputeCase(name, source, all, Optional.of(by), List.of(), flops, Traffic.NONE);
  }

  /** A product of two square matrices. */
  static ComputeCase gemm(int n) {
    List<Input> inputs = List.of(Input.of("a", n, n), Input.of("b", n, n));
    String source =
        """
        fn main(a: Tensor<f32, [%1$d, %1$d]>, b: Tensor<f32, [%1$d, %1$d]>) -> Tensor<f32, [%1$d, %1$d]> {
            a @ b
        }
        """
            .formatted(n);
    return new ComputeCase(
        "gemm_" + n, source, inputs, Optional.empty(), List.of("b"), 2.0 * n * n * n, Traffic.NONE);
  }
}
