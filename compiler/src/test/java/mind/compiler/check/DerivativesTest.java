package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of composed built-ins: against formulas, and against differences. */
class DerivativesTest {
  private static final double[] EVERYWHERE = {0, 1e-7, -1e-7, 0.5, -0.5, 3, -3, 100, -100};
  private static final double[] INSIDE = {0, 1e-7, -1e-7, 0.5, -0.5, 0.9};
  private static final double[] POSITIVE = {1e-7, 0.5, 3, 100};

  /** A function with its first two derivatives. */
  record Case(
      String name,
      double[] points,
      DoubleUnaryOperator value,
      DoubleUnaryOperator first,
      DoubleUnaryOperator second) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static double logistic(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  private static double slope(double x) {
    return logistic(x) * logistic(-x);
  }

  private static double curve(double x) {
    return slope(x) * (logistic(-x) - logistic(x));
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  static Stream<Case> formulas() {
    return Stream.of(
        new Case("relu", EVERYWHERE, x -> x < 0 ? 0 : x, x -> x > 0 ? 1 : 0, x -> 0),
        new Case(
            "leaky_relu", EVERYWHERE, x -> x < 0 ? 0.01 * x : x, x -> x < 0 ? 0.01 : 1, x -> 0),
        new Case(
            "silu",
            EVERYWHERE,
            x -> x * logistic(x),
            x -> logistic(x) + x * slope(x),
            x -> 2 * slope(x) + x * curve(x)),
        new Case(
            "softplus",
            EVERYWHERE,
            x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
            DerivativesTest::logistic,
            DerivativesTest::slope),
        new Case(
            "sigmoid",
            EVERYWHERE,
            DerivativesTest::logistic,
            DerivativesTest::slope,
            DerivativesTest::curve),
        new Case("square", EVERYWHERE, x -> x * x, x -> 2 * x, x -> 2),
        new Case("sinh", EVERYWHERE, Math::sinh, Math::cosh, Math::sinh),
        new Case("cosh", EVERYWHERE, Math::cosh, Math::sinh, Math::cosh),
        new Case(
            "tan",
            INSIDE,
            Math::tan,
            x -> 1 + Math.tan(x) * Math.tan(x),
            x -> 2 * Math.tan(x) * (1 + Math.tan(x) * Math.tan(x))),
        new Case(
            "asin",
            INSIDE,
            Math::asin,
            x -> 1 / Math.sqrt(1 - x * x),
            x -> x * Math.pow(1 - x * x, -1.5)),
        new Case(
            "acos",
            INSIDE,
            Math::acos,
            x -> -1 / Math.sqrt(1 - x * x),
            x -> -x * Math.pow(1 - x * x, -1.5)),
        new Case(
            "gelu",
            new double[] {0, 1e-7, -1e-7, 0.5, 3, -1},
            x -> x * (1 + erf(x / Math.sqrt(2))) / 2,
            x -> (1 + erf(x / Math.sqrt(2))) / 2 + x * density(x),
            x -> (2 - x * x) * density(x)),
        new Case(
            "rsqrt",
            POSITIVE,
            x -> 1 / Math.sqrt(x),
            x -> -0.5 * Math.pow(x, -1.5),
            x -> 0.75 * Math.pow(x, -2.5)),
        new Case(
            "log2",
            POSITIVE,
            x -> Math.log(x) / Math.log(2),
            x -> 1 / x / Math.log(2),
            x -> -1 / x / x / Math.log(2)),
        new Case(
            "log10",
            POSITIVE,
            Math::log10,
            x -> 1 / x / Math.log(10),
            x -> -1 / x / x / Math.log(10)));
  }

  /** By its series, good to all digits for small arguments. */
  private static double erf(double x) {
    double sum = 0;
    double term = x;
    for (int n = 0; n < 200; n++) {
      sum += term / (2 * n + 1);
      term *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void followTheFormula(Case c) {
    String n = Integer.toString(c.points().length);
    String type = "Tensor<f64, [" + n + "]>";
    String program =
        "fn main(x: %s) -> (%s, %s, %s) { (%s(x), grad(|a| sum(%s(a)))(x), grad(|a| sum(grad(|b| sum(%s(b)))(a)))(x)) }"
            .formatted(type, type, type, type, c.name(), c.name(), c.name());
    Function function = Programs.compile(program);
    Tensor points = Tensor.ofDoubles(Type.of(DType.F64, c.points().length), c.points());
    List<Tensor> results = Interpreter.run(function, List.of(points));
    for (int i = 0; i < c.points().length; i++) {
      double x = c.points()[i];
      double scale = Math.abs(x) < 1e-6 ? 1e-15 : 0;
      check(results.get(0).value(i), c.value().applyAsDouble(x), scale, c.name() + " at " + x);
      check(results.get(1).value(i), c.first().applyAsDouble(x), scale, c.name() + "' at " + x);
      check(results.get(2).value(i), c.second().applyAsDouble(x), scale, c.name() + "'' at " + x);
    }
  }

  /** Close to zero the parts of a sum cancel, and only the absolute error is small. */
  private static void check(double found, double wanted, double absolute, String what) {
    double tolerance = Math.max(Math.abs(wanted) * 1e-9, Math.max(absolute, 1e-300));
    assertThat(found).as(what).isCloseTo(wanted, within(tolerance));
  }

  static Stream<String> differentiable() {
    return Stream.of(
        "softmax(x, axis=1) * w",
        "log_softmax(x, axis=0) * w",
        "logsumexp(x, axis=1) * w[:, 0]",
        "x @ transpose(w)",
        "x[1] @ w[0]",
        "cross_entropy(x, [2, 0])",
        "cross_entropy(x, softmax(w))",
        "mse_loss(x, w)",
        "var(x, axis=1)",
        "std(x)",
        "prod(x, axis=1)",
        "cumsum(x, axis=1) * w",
        "max(x, axis=0) * w[0]",
        "min(x, w)",
        "clip(x, -0.5, 0.6) * w",
        "where(x > w, x * x, w)",
        "atan2(x, w)",
        "x / w + x % w",
        "abs(w) ** x",
        "x ** 3 + x ** -2 + abs(x) ** 1.5",
        "gelu(x, approximate=true)",
        "concat(x, w * x, axis=1)[:, 1:5:2]",
        "stack([x, x * w])[1, :, [2, 0, 0]]",
        "flip(x, axis=1) * w",
        "x[::-1, 2:0:-1] * w[..., 0:2]",
        "x[[0, 1, 1], [2, 0, 0]] * w[[1, 0, 1], ::2][:, 0]",
        "{ let mut y = x * w; y[0, ::2] *= x[1, :2]; y[argmax(w) / 3, 1] = x[0, 0]; y * x }",
        "{ let f = |a| { if sum(a) > 0.0 { return a * a * w; } a }; f(x) + f(-x) }",
        "vjp(|a| a * a * a, x).1(w)",
        "jvp(|a| a * a * a, x, w).1",
        "jacobian(|a| a[0] ** 2 * a[1])(x)",
        "tril(x) * w + triu(x, k=1)",
        "take(x, [2, 2, -1], axis=1) * w",
        "broadcast_to(x, [4, 2, 3]) * w",
        "transpose(reshape(x, [3, 2])) * w",
        "if sum(x) > 0.0 { x * x } else { x }",
        "erf(x) + tanh(x) * expm1(x) - log1p(x * x) + atan(x)",
        "mean(x, axis=0, keepdims=true) * w",
        "slice(x, [0, 1], [2, 3], [1, 2]) * w[:, 1]",
        "index(x, [1, 0], axis=1) * w[:, :2]",
        "pad(x, [[1, 0], [-1, 2]], value=w[0, 0], interior=[0, 1]) ** 2",
        "pad(w, 1, value=x[0, 0]) ** 2",
        "dropout(x, 0.4, key=3) * w",
        "einsum(\"ij,ij->i\", x, w) * w[:, 0]",
        "einsum(\"ii->i\", x[:, :2]) * w[0, :2]",
        "batch_norm(x, w[0], w[1] * w[1], x[1], x[0])",
        "max_pool2d(reshape(x, [1, 2, 3, 1]), 2, 1, padding=[[1, 0], [0, 1]]) ** 2",
        "max_pool2d(reshape(x, [1, 1, 3, 2]), 2, layout=\"NCHW\") ** 2");
  }

  /** Of what has no formula of one element: at small and large numbers, and ties where smooth. */
  static Stream<String> smooth() {
    return Stream.of(
        "softmax(x, axis=1) * w",
        "logsumexp(x, axis=0) * w[0]",
        "cross_entropy(x, [2, 0])",
        "var(x, axis=1) * w[:, 0]",
        "prod(x / 10.0, axis=0) * w[0]",
        "cumsum(x, axis=1) ** 2 * w",
        "einsum(\"ij,kj,kl->il\", x, w, x) * w * x / 100.0",
        "conv2d(reshape(x, [1, 2, 3, 1]), reshape(x * w, [2, 3, 1, 1]), padding=Same)",
        "conv2d(reshape(x, [1, 3, 1, 2]), reshape(x, [3, 1, 1, 2]), groups=2, padding=1, bias=x[0,"
            + " :2])",
        "conv2d(reshape(x, [1, 2, 3, 1]), reshape(x, [1, 2, 3, 1]), layout=\"NCHW\", stride=2)",
        "avg_pool2d(reshape(x ** 3, [1, 2, 3, 1]), 2, padding=Same, count_include_pad=false)",
        "layer_norm(x, w[0], w[1]) * w",
        "layer_norm(x * x, axes=[0, 1]) * w",
        "rms_norm(x, w[0]) * w",
        "batch_norm(x, scale=w[0]) * w",
        "attention(x, w, x * w)",
        "attention(x, x, x, causal=true, scale=0.1) * w",
        "attention(x, w, x, mask=[[true, true], [false, false]])");
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void agreeWithDifferencesTwice(String expression) {
    String type = "Tensor<f64, [2, 3]>";
    String program =
        """
        fn f(x: T, w: T) -> f64 { sum(%s) }
        fn g(x: T, w: T) -> f64 { sum(grad(f, wrt=0)(x, w) * [[1, -2, 3], [0.5, 1, -1]]) }
        fn main(x: T, w: T) -> (f64, T, f64, T) {
            let (value, first) = value_and_grad(f, wrt=0)(x, w);
            let (slope, second) = value_and_grad(g, wrt=0)(x, w);
            (value, first, slope, second)
        }
        """
            .formatted(expression)
            .replace("T,", type + ",")
            .replace("T)", type + ")");
    Function function = Programs.compile(program, "main", Map.of());
    double[] w = {1.5, -0.6, 0.8, 2.1, 0.35, -1.2};
    for (double[] x :
        List.of(
            new double[] {0, 1e-7, -1e-7, 100, -100, 0.5},
            new double[] {2, 2, 2, -3, -3, -3},
            new double[] {0, 0, 0, 0, 0, 0})) {
      List<Tensor> at = run(function, x, w);
      for (int i = 0; i < x.length; i++) {
        double[] slopes = slopes(function, x, w, i);
        for (int order = 0; order < 2; order++) {
          assertThat(at.get(2 * order + 1).value(i))
              .as(expression + " by element " + i + " of " + Arrays.toString(x))
              .isCloseTo(slopes[order], within(1e-5 * (1 + Math.abs(slopes[order]))));
        }
      }
    }
  }

  /** Of the value and of a combination of its slopes. */
  private static double[] slopes(Function function, double[] x, double[] w, int i) {
    double h = 1e-6 * Math.max(1, Math.abs(x[i]));
    double[] up = x.clone();
    double[] down = x.clone();
    up[i] += h;
    down[i] -= h;
    List<Tensor> above = run(function, up, w);
    List<Tensor> below = run(function, down, w);
    return new double[] {
      (above.get(0).value(0) - below.get(0).value(0)) / (up[i] - down[i]),
      (above.get(2).value(0) - below.get(2).value(0)) / (up[i] - down[i])
    };
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void agreeWithDifferences(String expression) {
    String type = "Tensor<f64, [2, 3]>";
    String program =
        "fn f(x: %s, w: %s) -> f64 { sum(%s) } fn main(x: %s, w: %s) -> (f64, %s) { value_and_grad(f, wrt=0)(x, w) }"
            .formatted(type, type, expression, type, type, type);
    Function function = Programs.compile(program, "main", Map.of());
    double[] x = {0.3, -0.7, 1.1, 0.25, 0.9, -0.4};
    double[] w = {1.5, -0.6, 0.8, 2.1, 0.35, -1.2};
    Tensor gradient = run(function, x, w).get(1);
    double h = 1e-6;
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      double slope =
          (run(function, up, w).get(0).value(0) - run(function, down, w).get(0).value(0)) / (2 * h);
      assertThat(gradient.value(i))
          .as(expression)
          .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
    }
  }

  @Test
  void atan2HasItsSlopesOnDiagonalsAndAxes() {
    String type = "Tensor<f64, [12]>";
    String program =
        "fn main(y: %s, x: %s) -> (%s, %s) { grad(|a, b| sum(atan2(a, b)))(y, x) }"
            .formatted(type, type, type, type);
    double[] y = {1, 1, -1, -1, 2e-300, 0, 0, 3, -3, 1.5, 0, Double.POSITIVE_INFINITY};
    double[] x = {1, -1, 1, -1, 2e-300, 2, -2, 0, 0, -1, 0, Double.POSITIVE_INFINITY};
    Type points = Type.of(DType.F64, y.length);
    List<Tensor> gradient =
        Interpreter.run(
            Programs.compile(program),
            List.of(Tensor.ofDoubles(points, y), Tensor.ofDoubles(points, x)));
    for (int i = 0; i < y.length; i++) {
      boolean constant = Double.isInfinite(x[i]) || (x[i] == 0 && y[i] == 0);
      double size = Math.hypot(x[i], y[i]);
      String what = "atan2(%s, %s)".formatted(y[i], x[i]);
      check(gradient.get(0).value(i), constant ? 0 : x[i] / size / size, 0, what + " by y");
      check(gradient.get(1).value(i), constant ? 0 : -y[i] / size / size, 0, what + " by x");
    }
  }

  private static List<Tensor> run(Function function, double[] x, double[] w) {
    Type type = Type.of(DType.F64, 2, 3);
    return Interpreter.run(function, List.of(Tensor.ofDoubles(type, x), Tensor.ofDoubles(type, w)));
  }
}
