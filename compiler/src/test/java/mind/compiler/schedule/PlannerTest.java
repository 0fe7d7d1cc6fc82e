package mind.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Frontend;
import mind.compiler.ir.Function;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.optimise.Optimiser;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the planner makes of programs that each of its rewrites is for. */
class PlannerTest {
  private static final Target TARGET = Target.X86_64_V4;

  private static Function function(String inputs, String body) {
    Source source = Source.of("fn main(" + inputs + ") { " + body + " }");
    return Optimiser.run(Frontend.compile(source, "main", Map.of()).function().orElseThrow());
  }

  private static List<Nest> nests(Function f) {
    return Planner.plan(f, TARGET, Set.of()).launches().stream().map(Plan.Launch::nest).toList();
  }

  private static List<Combine> rules(List<Nest> nests) {
    return nests.stream().map(Nest::combine).toList();
  }

  /** Padding is a copy, and pooling, bias and relu are the convolution's epilogue. */
  @Test
  void poolingIsTheEpilogueOfAConvolution() {
    List<Nest> nests =
        nests(
            function(
                "x: Tensor<f32, [2, 8, 8, 3]>, w: Tensor<f32, [3, 3, 3, 16]>, b: Tensor<f32, [16]>",
                "max_pool2d(relu(conv2d(x, w, padding=Same, bias=b)), 2)"));
    assertThat(rules(nests)).containsExactly(Combine.NONE, Combine.FMA_CHAIN);
    assertThat(nests.getLast().chains()).isEqualTo(4);
    assertThat(nests.getLast().operands()).noneMatch(o -> o.guarded());
  }

  /** Only what is read over its edges is copied. */
  @Test
  void validConvolutionsReadInPlace() {
    List<Nest> nests =
        nests(
            function(
                "x: Tensor<f32, [2, 8, 8, 3]>, w: Tensor<f32, [3, 3, 3, 16]>",
                "relu(conv2d(x, w))"));
    assertThat(rules(nests)).containsExactly(Combine.FMA_CHAIN);
    assertThat(nests.getFirst().operands()).noneMatch(o -> o.guarded());
  }

  /** A factor that lies across is turned as it is copied into panels, not before. */
  @Test
  void transposedFactorsAreReadWhereTheyAre() {
    String weights = "x: Tensor<f32, [300, 256]>, w: Tensor<f32, [512, 256]>";
    List<Nest> nests = nests(function(weights, "x @ transpose(w)"));
    assertThat(rules(nests)).containsExactly(Combine.FMA_CHAIN);
    String vector = "x: Tensor<f32, [256]>, w: Tensor<f32, [512, 256]>";
    assertThat(rules(nests(function(vector, "x @ transpose(w)"))))
        .containsExactly(Combine.FMA_CHAIN);
  }

  /** Where panels would not be copied by squares, a transposed copy comes first, or none. */
  @Test
  void otherTransposesAreCopied() {
    String apart = "x: Tensor<f32, [20, 64, 64]>, w: Tensor<f32, [64, 64, 20]>";
    assertThat(rules(nests(function(apart, "x @ transpose(w, [2, 0, 1])"))))
        .containsExactly(Combine.NONE, Combine.FMA_CHAIN);
    String fewSteps = "x: Tensor<f32, [32, 10]>, w: Tensor<f32, [256, 10]>";
    assertThat(rules(nests(function(fewSteps, "x @ transpose(w)"))))
        .containsExactly(Combine.NONE, Combine.FMA_CHAIN);
  }

  /** A bound weight is transposed once, and packed then or read as it lies. */
  @ParameterizedTest
  @CsvSource({"32, 784, 512", "32, 784, 1000", "1, 2048, 1000"})
  void boundTransposesArePrepared(int rows, int steps, int columns) {
    Function f =
        function(
            "x: Tensor<f32, [%d, %d]>, w: Tensor<f32, [%d, %d]>"
                .formatted(rows, steps, columns, steps),
            "x @ transpose(w)");
    Plan plan = Planner.plan(f, TARGET, Set.of(1));
    assertThat(plan.prepare()).isNotEmpty();
    assertThat(plan.step())
        .flatMap(Plan.Stage::launches)
        .flatMap(Plan.Launch::places)
        .doesNotContain(new Plan.Input(1));
  }

  /** A window that overlaps would compute results twice, so they are stored. */
  @Test
  void overlappingWindowsAreNoEpilogue() {
    List<Nest> nests =
        nests(
            function(
                "x: Tensor<f32, [2, 8, 8, 3]>, w: Tensor<f32, [3, 3, 3, 16]>",
                "max_pool2d(conv2d(x, w, padding=Same), 2, stride=1)"));
    assertThat(nests).allMatch(n -> n.chains() == 1);
  }

  /** Few rows by a large matrix: chunks side by side, then their sum with the epilogue. */
  @Test
  void chunksOfAVectorByAMatrixAreParallel() {
    List<Nest> nests =
        nests(function("x: Tensor<f32, [1, 2100]>, w: Tensor<f32, [2100, 512]>", "relu(x @ w)"));
    assertThat(rules(nests)).containsExactly(Combine.FMA_CHAIN, Combine.FMA_CHAIN, Combine.NONE);
    assertThat(nests.get(0).parallelPoints()).isEqualTo(8 * 512);
    assertThat(nests.get(1).reducePoints()).isEqualTo(2100 - 8 * Combine.KC);
    List<Nest> many =
        nests(function("x: Tensor<f32, [64, 2100]>, w: Tensor<f32, [2100, 512]>", "relu(x @ w)"));
    assertThat(rules(many)).containsExactly(Combine.FMA_CHAIN);
  }

  /** The gradient of a sum of squares is written by the pass that sums. */
  @Test
  void aMapOverTheSamePointsIsASideResult() {
    Function f = function("x: Tensor<f32, [256, 256]>", "sum(x * x)");
    List<Nest> nests = nests(Optimiser.run(Autodiff.gradient(f, new int[] {0}, true)));
    assertThat(rules(nests)).containsExactly(Combine.LANES, Combine.LANES);
    assertThat(nests.getFirst().sides()).isEqualTo(1);
    assertThat(nests.getFirst().parallelPoints()).isEqualTo(64);
    assertThat(nests.getLast().reducePoints()).isEqualTo(64);
  }

  /** A product with equal rows computes one. */
  @Test
  void equalRowsAreComputedOnce() {
    Function f =
        function(
            "a: Tensor<f32, [64, 64]>, b: Tensor<f32, [64, 64]>, c: Tensor<f32, [64, 64]>",
            "sum(a @ b @ c)");
    Function gradient = Optimiser.run(Autodiff.gradient(f, IntStream.range(0, 3).toArray(), true));
    long products =
        nests(gradient).stream()
            .filter(n -> n.combine() == Combine.FMA_CHAIN && n.axes().size() == 3)
            .count();
    assertThat(products).isEqualTo(3); // two forward; of the four of the gradient, aT times rows
  }

  /** Bound weights are packed by prepare, and the step reads only what was packed. */
  @Test
  void boundWeightsArePacked() {
    Function f =
        function(
            "x: Tensor<f32, [32, 784]>, w: Tensor<f32, [784, 512]>, b: Tensor<f32, [512]>",
            "relu(x @ w + b)");
    Plan plan = Planner.plan(f, TARGET, Set.of(1, 2));
    assertThat(plan.prepare()).hasSize(1);
    assertThat(plan.boundBytes()).isEqualTo(784 * 512 * 4);
    List<Plan.Place> places = plan.step().getFirst().launches().getFirst().places();
    assertThat(places).contains(new Plan.Bound(0)).doesNotContain(new Plan.Input(1));
    assertThat(Planner.plan(f, TARGET, Set.of()).prepare()).isEmpty();
    assertThat(Planner.plan(f, TARGET, Set.of(0)).prepare()).isEmpty();
  }

  /** What depends on bound inputs alone is computed once, whatever it is. */
  @Test
  void whatDependsOnBoundInputsIsPrepared() {
    Function f =
        function("x: Tensor<f32, [40]>, w: Tensor<f32, [40, 30]>", "x * sum(exp(w), axis=1)");
    Plan plan = Planner.plan(f, TARGET, Set.of(1));
    assertThat(plan.prepare()).hasSize(1);
    assertThat(plan.step()).hasSize(1);
    assertThat(plan.arenaBytes()).isZero();
  }

  /** What is read for the last time gives its place to what is written there. */
  @Test
  void mapsWriteInPlace() {
    Function f =
        function(
            "x: Tensor<f32, [64, 64]>, k: Tensor<f32, [64, 64]>",
            "let y = tanh(x @ k); let z = tanh(y * sum(y)); z / sum(z)");
    Plan plan = Planner.plan(f, TARGET, Set.of());
    assertThat(plan.largestLiveBytes()).isLessThan(2 * 64 * 64 * 4);
    assertThat(plan.arenaBytes()).isEqualTo(plan.largestLiveBytes());
  }
}
