package mind.runtime.cpu;

import mind.compiler.kernel.Combine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the nest, its kernel writes what the evaluator writes. */
class RandomNestTest {
  private static final int NESTS = Integer.getInteger("mind.nests", 60);

  @ParameterizedTest
  @EnumSource(Combine.class)
  void kernelsMatchTheEvaluator(Combine combine) {
    int count = combine == Combine.NONE ? 3 * NESTS : NESTS;
    for (int seed = 0; seed < count; seed++) {
      Comparison.check(new RandomNests(1000L * combine.name().length() + seed).next(combine), seed);
    }
  }
}
