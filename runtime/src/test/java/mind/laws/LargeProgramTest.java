package mind.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Frontend;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.schedule.Target;
import mind.compiler.source.Source;
import mind.runtime.cpu.HostTargets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs large enough for what the planner and the schedules do to large ones: panels, packs,
 * chunks and blocks as parallel work, windows, side results, squares. Each gives the interpreter's
 * bits on one to three threads, for each target of this host, whether inputs are bound or not.
 */
class LargeProgramTest {
  private static final List<Target> TARGETS =
      Stream.of(Target.values()).filter(t -> HostTargets.supports(t.text())).toList();

  @ParameterizedTest
  @ValueSource(
      strings = {
        // panels with masked lanes, several chunks and blocks of rows
        "x: Tensor<f32, [40, 300]>, w: Tensor<f32, [300, 520]>, b: Tensor<f32, [520]>"
            + " | relu(x @ w + b)",
        "x: Tensor<f32, [300, 600]>, w: Tensor<f32, [600, 96]> | x @ w",
        "x: Tensor<f64, [35, 270]>, w: Tensor<f64, [270, 160]> | x @ w",
        // the right side transposed; both sides batched
        "x: Tensor<f32, [33, 272]>, w: Tensor<f32, [160, 272]> | x @ transpose(w)",
        // a single row in chunks with a rest, and none, by a matrix that lies across
        "x: Tensor<f32, [1, 1300]>, w: Tensor<f32, [150, 1300]>, b: Tensor<f32, [150]>"
            + " | tanh(x @ transpose(w) + b)",
        "x: Tensor<f64, [300]>, w: Tensor<f64, [77, 300]> | w @ x",
        "x: Tensor<f32, [2, 20, 70]>, w: Tensor<f32, [2, 70, 50]> | x @ w",
        // few rows: chunks side by side, with and without a rest
        "x: Tensor<f32, [1, 1300]>, w: Tensor<f32, [1300, 300]>, b: Tensor<f32, [300]>"
            + " | tanh(x @ w + b)",
        "x: Tensor<f32, [3, 2048]>, w: Tensor<f32, [2048, 10]> | x @ w",
        "x: Tensor<f32, [5000, 3]> | sum(x, axis=0)",
        // two layers of which the second has few columns
        "x: Tensor<f32, [32, 300]>, v: Tensor<f32, [300, 256]>, w: Tensor<f32, [256, 10]>"
            + " | relu(x @ v) @ w",
        // windows over a padded convolution; a long window in chunks; strides
        "x: Tensor<f32, [2, 13, 14, 3]>, w: Tensor<f32, [3, 3, 3, 20]>, b: Tensor<f32, [20]>"
            + " | max_pool2d(relu(conv2d(x, w, padding=Same, bias=b)), 2)",
        "x: Tensor<f32, [2, 9, 9, 40]>, w: Tensor<f32, [3, 3, 40, 17]> | relu(conv2d(x, w))",
        "x: Tensor<f32, [2, 16, 16, 6]>, w: Tensor<f32, [3, 3, 6, 32]>"
            + " | avg_pool2d(conv2d(x, w, stride=2, padding=Same), 2)",
        // a sum in blocks, with a map of the same points beside it
        "x: Tensor<f32, [300, 211]> | (sum(x * x), exp(x) * 2.0)",
        "x: Tensor<f32, [200, 300]> | softmax(x)",
        "x: Tensor<f32, [2, 32769]> | (sum(x, axis=1), x * 2.0)",
        "x: Tensor<f32, [32769]> | (sum(x * x), x * 2.0)",
        // what a scatter adds to is not what it was before
        "x: Tensor<f32, [1000, 64]> | let g = grad(|p| sum(take(p, [1, 5, 1], axis=0) ** 2))(x);"
            + " sum(g * g)",
        // a factor that varies by batches but not along the sum; one that lies across the lanes
        "x: Tensor<f32, [4, 64, 256]>, w: Tensor<f32, [4, 1, 1024]>"
            + " | x @ broadcast_to(w, [4, 256, 1024])",
        "x: Tensor<f32, [3, 100, 1]>, w: Tensor<f32, [40, 100]>"
            + " | broadcast_to(w, [3, 40, 100]) @ x",
        "x: Tensor<f32, [9, 16384]>, w: Tensor<f32, [16384]> | x @ w",
        // squares
        "x: Tensor<f32, [70, 90]>, y: Tensor<f32, [90, 70]> | transpose(x) * 2.0 + y",
        "x: Tensor<f64, [3, 40, 35]> | transpose(x, [0, 2, 1])",
      })
  void sameBits(String program) {
    check(function(program));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x: Tensor<f32, [300, 200]> | sum(x * x)",
        "x: Tensor<f32, [32, 290]>, y: Tensor<f32, [32, 10]>, v: Tensor<f32, [290, 256]>, b:"
            + " Tensor<f32, [256]>, w: Tensor<f32, [256, 10]> | mean((relu(x @ v + b) @ w - y) **"
            + " 2)",
        "a: Tensor<f32, [70, 70]>, b: Tensor<f32, [70, 70]>, c: Tensor<f32, [70, 70]>"
            + " | sum(a @ b @ c)",
        "x: Tensor<f32, [2, 12, 12, 3]>, w: Tensor<f32, [3, 3, 3, 16]>"
            + " | mean(max_pool2d(relu(conv2d(x, w, padding=Same)), 2))",
      })
  void gradientsHaveTheSameBits(String program) {
    Function f = function(program);
    check(Autodiff.gradient(f, IntStream.range(0, f.inputs().size()).toArray(), true));
  }

  private static Function function(String program) {
    int bar = program.indexOf('|');
    String source = "fn main(" + program.substring(0, bar) + ") { " + program.substring(bar + 1);
    return Frontend.compile(Source.of(source + " }"), "main", Map.of()).function().orElseThrow();
  }

  private static void check(Function f) {
    SplittableRandom random = new SplittableRandom(f.toString().hashCode());
    List<Tensor> inputs = new ArrayList<>();
    for (Type type : f.inputTypes()) {
      inputs.add(Tensor.of(type, i -> type.dtype().bits(random.nextDouble(-2, 2))));
    }
    List<Tensor> expected = Interpreter.run(f, inputs);
    BitSet bound = new BitSet();
    bound.set(1, Math.max(1, inputs.size()));
    List<String> names = bound.stream().mapToObj(f.inputs()::get).toList();
    for (Target target : TARGETS) {
      try (Native code = Native.of(f, List.of(), target)) {
        for (int threads = 1; threads <= 3; threads++) {
          assertThat(code.run(inputs, threads)).as("%s, %s", target, f).isEqualTo(expected);
        }
      }
      try (Native code = Native.of(f, names, target)) {
        assertThat(code.run(inputs, 2)).as("%s, %s", target, f).isEqualTo(expected);
        assertThat(code.runBound(inputs, bound, 2))
            .as("bound, %s, %s", target, f)
            .isEqualTo(expected);
      }
    }
  }
}
