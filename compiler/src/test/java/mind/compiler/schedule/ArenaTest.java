package mind.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.Frontend;
import mind.compiler.check.Signature;
import mind.compiler.ir.Function;
import mind.compiler.optimise.Optimiser;
import mind.compiler.source.Source;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arenas are hardly larger than what lives in them at one time, for every example. */
class ArenaTest {
  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      return files.filter(f -> f.toString().endsWith(".mind")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void arenasAreNoLargerThanWhatLivesInThem(Path example) throws IOException {
    Source source = Source.of(Files.readString(example));
    List<Function> functions = functions(source);
    assertThat(functions).isNotEmpty();
    for (Function f : functions) {
      for (Target target : Target.values()) {
        Plan plan = Planner.plan(Optimiser.run(f), target, Set.of());
        assertThat(plan.arenaBytes())
            .as("%s of %s for %s", f.name(), example, target)
            .isBetween(plan.largestLiveBytes(), plan.largestLiveBytes() * 11 / 10);
      }
    }
  }

  /** Every entry with dimensions of some size, and the gradients of those that give a number. */
  private static List<Function> functions(Source source) {
    List<Function> functions = new ArrayList<>();
    for (Signature entry : Frontend.check(source).entries()) {
      Map<String, Long> dims = new HashMap<>();
      entry.dims().forEach(d -> dims.put(d, 24L));
      Optional<Function> compiled = Frontend.compile(source, entry.name(), dims).function();
      compiled.ifPresent(functions::add);
      compiled
          .filter(ArenaTest::isDifferentiable)
          .map(ArenaTest::gradient)
          .ifPresent(functions::add);
    }
    return functions;
  }

  private static boolean isDifferentiable(Function f) {
    return f.outputTypes().size() == 1
        && f.outputTypes().getFirst().rank() == 0
        && f.outputTypes().getFirst().dtype().isFloat()
        && floats(f).length > 0;
  }

  private static int[] floats(Function f) {
    return IntStream.range(0, f.inputs().size()).filter(i -> f.type(i).dtype().isFloat()).toArray();
  }

  private static Function gradient(Function f) {
    return Autodiff.gradient(f, floats(f), true);
  }
}
