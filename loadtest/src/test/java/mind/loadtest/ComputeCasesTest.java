package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.Compiler;
import mind.runtime.cpu.CpuRuntime;
import org.junit.jupiter.api.Test;

/** What the cases compute is what their names say: compared with plain loops over doubles. */
class ComputeCasesTest {
  private static final double TOLERANCE = 1e-5;

  @Test
  void inference() {
    for (ComputeCase c : ComputeCases.inference()) {
      assertSame(c, true);
    }
  }

  @Test
  void train() {
    for (ComputeCase c : ComputeCases.train()) {
      assertSame(c, false);
    }
  }

  @Test
  void gemm() {
    assertThat(ComputeCases.gemm())
        .extracting(ComputeCase::name)
        .containsExactly("gemm_256", "gemm_512", "gemm_1024", "gemm_2048");
    assertSame(ComputeCases.gemm(64), true);
  }

  private static void assertSame(ComputeCase c, boolean bound) {
    try (Compiler compiler = new Compiler();
        CpuRuntime runtime = new CpuRuntime(1);
        CaseInputs inputs = new CaseInputs(c);
        OurProgram program = OurProgram.load(compiler, runtime, c, bound, inputs, 2)) {
      List<float[]> outputs = program.call().stream().map(CaseInputs::floats).toList();
      List<double[]> expected = PlainLoops.compute(c.name(), inputs);
      assertThat(outputs).describedAs(c.name()).hasSameSizeAs(expected);
      for (int i = 0; i < outputs.size(); i++) {
        float[] rounded = new float[expected.get(i).length];
        for (int e = 0; e < rounded.length; e++) {
          rounded[e] = (float) expected.get(i)[e];
        }
        assertThat(Match.difference(rounded, outputs.get(i)))
            .describedAs("%s, output %d", c.name(), i)
            .isLessThan(TOLERANCE);
      }
    }
  }

  @Test
  void inputsAreNormallyDistributedAndTheSameEachTime() {
    ComputeCase c = ComputeCases.gemm(64);
    try (CaseInputs first = new CaseInputs(c);
        CaseInputs second = new CaseInputs(c)) {
      float[] a = first.floats("a");
      assertThat(a).isEqualTo(second.floats("a")).isNotEqualTo(first.floats("b"));
      List<Float> sorted = new ArrayList<>();
      for (float value : a) {
        sorted.add(value);
      }
      sorted.sort(null);
      // Two thirds of a normal distribution lie within one standard deviation.
      assertThat(sorted.get(a.length / 2)).isBetween(-0.1f, 0.1f);
      assertThat(sorted.get(a.length * 84 / 100)).isBetween(0.9f, 1.1f);
      assertThat(Arrays.stream(new int[] {0, a.length - 1}).mapToObj(sorted::get))
          .allSatisfy(extreme -> assertThat(Math.abs(extreme)).isBetween(2.5f, 6f));
    }
  }
}
