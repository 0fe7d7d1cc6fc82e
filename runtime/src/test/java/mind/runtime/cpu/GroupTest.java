package mind.runtime.cpu;

import static mind.runtime.cpu.HandMade.contents;
import static mind.runtime.cpu.HandMade.doubles;
import static mind.runtime.cpu.HandMade.twice;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import mind.runtime.ExecuteOptions;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.v1.DType;
import org.junit.jupiter.api.Test;

/** Stages with several launches. */
class GroupTest {
  private static final int N = 1 << 18;

  /** x -> 2x -> 4x -> 8x by one kernel, so that a cell reads what the same cell wrote before. */
  private static ManifestBuilder eightfold() {
    ManifestBuilder manifest = new ManifestBuilder().input("x", DType.F64, N).output("result", N);
    manifest.launch(twice(N), manifest.in(0), manifest.arena(0));
    manifest.launch(twice(N), manifest.arena(0), manifest.arena(8 * N));
    manifest.launch(twice(N), manifest.arena(8 * N), manifest.out(0));
    return manifest;
  }

  @Test
  void groupsGiveWhatLaunchesAloneGive() {
    double[] x = IntStream.range(0, N).mapToDouble(i -> i - 0.1 * i * i).toArray();
    long cells = eightfold().cells();
    assertThat(cells).isGreaterThan(8);
    try (CpuRuntime runtime = new CpuRuntime(4, 4096, true)) {
      double[] expected = run(runtime, eightfold(), x, 1);
      assertThat(expected[3]).isEqualTo(8 * x[3]);
      for (long parts : divisors(cells)) {
        for (int grouped = 1; grouped <= 3; grouped++) {
          for (int threads = 1; threads <= 5; threads++) {
            ManifestBuilder manifest = eightfold();
            manifest.group(grouped, parts);
            assertThat(run(runtime, manifest, x, threads)).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static List<Long> divisors(long n) {
    return LongStream.rangeClosed(1, n).filter(d -> n % d == 0).boxed().toList();
  }

  private static double[] run(
      CpuRuntime runtime, ManifestBuilder manifest, double[] x, int threads) {
    try (Program program = manifest.load(runtime)) {
      Outputs outputs =
          program.execute(List.of(doubles(true, x)), new ExecuteOptions(threads, 0, () -> {}));
      return contents(outputs.values().getFirst());
    }
  }
}
