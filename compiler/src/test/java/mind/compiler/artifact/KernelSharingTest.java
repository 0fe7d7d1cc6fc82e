package mind.compiler.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.schedule.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program costs whose kernels are known but for what has changed in it. */
class KernelSharingTest {
  private static final int LAYERS = 12;

  private final KernelObjects store = KernelObjects.in(new ConcurrentHashMap<>());

  /** A network with relu between its layers, but for the changed one, which has tanh. */
  private static String network(int width, int changed) {
    List<Integer> sizes =
        IntStream.rangeClosed(0, LAYERS)
            .mapToObj(i -> i == 0 ? 2 * width + 10 : i == LAYERS ? 10 : width)
            .toList();
    String weights =
        IntStream.range(0, LAYERS)
            .mapToObj(i ->
                "w%1$d: Tensor<f32, [%2$d, %3$d]>, b%1$d: Tensor<f32, [%3$d]>"
                    .formatted(i, sizes.get(i), sizes.get(i + 1)))
            .collect(Collectors.joining(", "));
    String layers =
        IntStream.range(0, LAYERS)
            .mapToObj(i ->
                "let x%d = %s(x%d @ w%d + b%d); "
                    .formatted(i + 1, i == changed ? "tanh" : "relu", i, i, i))
            .collect(Collectors.joining());
    return "fn main(x0: Tensor<f32, [32, %d]>, %s) -> Tensor<f32, [32, 10]> { %sx%d }"
        .formatted(sizes.getFirst(), weights, layers, LAYERS);
  }

  private int compiled(String source, Target target) {
    CompileOptions options =
        new CompileOptions("", Map.of(), Optional.empty(), List.of(), target.text(), "strict");
    try (Compiler compiler = new Compiler()) {
      return compiler
          .build(compiler.lower(source, options).program().orElseThrow(), options, store)
          .compiled();
    }
  }

  /** The layers have one kernel for any width, and another one for the last, narrow layer. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void oneActivationOrOtherWidths(Target target) {
    assertThat(compiled(network(96, -1), target)).isEqualTo(2);
    assertThat(compiled(network(96, 5), target)).isEqualTo(1);
    assertThat(compiled(network(96, 7), target)).isZero();
    assertThat(compiled(network(160, -1), target)).isZero();
    assertThat(compiled(network(333, 3), target)).isZero();
  }

  /** A matrix by a vector, of any size for which panels pay. */
  @ParameterizedTest
  @EnumSource(Target.class)
  void otherSizesOfAMatrixByAVector(Target target) {
    String product =
        "fn main(w: Tensor<f32, [%1$d, %2$d]>, x: Tensor<f32, [%2$d]>)"
            + " -> Tensor<f32, [%1$d]> { w @ x }";
    assertThat(compiled(product.formatted(512, 256), target)).isEqualTo(1);
    assertThat(compiled(product.formatted(777, 301), target)).isZero();
  }
}
