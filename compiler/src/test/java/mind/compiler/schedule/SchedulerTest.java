package mind.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import org.junit.jupiter.api.Test;

/** The decisions that the cost model must come to on the shapes that matter. */
class SchedulerTest {
  private static Nest matmul(long m, long n, long k) {
    List<Axis> axes = List.of(Axis.parallel(m), Axis.parallel(n), Axis.reduce(k));
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode factors = b.build(List.of(b.load(0, DType.F32), b.load(1, DType.F32)));
    return Nest.reduction(
        axes,
        List.of(access(0, m, k, 0, 2), access(1, k, n, 2, 1)),
        factors,
        Combine.FMA_CHAIN,
        access(2, m, n, 0, 1),
        0);
  }

  private static Access access(int buffer, long rows, long columns, int first, int second) {
    return Access.of(
        buffer,
        DType.F32,
        List.of(rows, columns),
        List.of(Index.along(first, 3), Index.along(second, 3)));
  }

  private static Schedule schedule(Nest nest, Target target) {
    return Scheduler.choose(NestSimplifier.simplify(nest), target);
  }

  @Test
  void matmulTilesFillTheRegisters() {
    Schedule avx2 = schedule(matmul(510, 512, 512), Target.X86_64_V3);
    assertThat(avx2.laneAxis()).isEqualTo(1);
    assertThat(avx2.rowAxis()).isEqualTo(0);
    assertThat(avx2.rows() * avx2.vectors()).isBetween(8, 12);
    Schedule avx512 = schedule(matmul(512, 528, 512), Target.X86_64_V4);
    assertThat(avx512.lanes()).isEqualTo(16);
    assertThat(avx512.rows() * avx512.vectors()).isBetween(16, 24);
  }

  /** A single row still keeps two fma units of latency four busy. */
  @Test
  void aSingleRowTakesManyVectors() {
    Schedule schedule = schedule(matmul(1, 200, 256), Target.X86_64_V3);
    assertThat(schedule.vectors()).isGreaterThanOrEqualTo(7);
    assertThat(schedule.grid()).isGreaterThan(1);
  }

  /** Rows of a matrix that is used once are read from end to end. */
  @Test
  void aVectorByAMatrixIsSwept() {
    Schedule schedule = schedule(matmul(1, 4096, 256), Target.X86_64_V3);
    assertThat(schedule.swept()).isEqualTo(Sweep.STEPS);
    assertThat(schedule(matmul(32, 256, 256), Target.X86_64_V3).swept()).isZero();
  }

  /** Products of some size are staged; a factor that many rows share is copied into panels. */
  @Test
  void productsAreStaged() {
    Schedule large = schedule(matmul(64, 512, 784), Target.X86_64_V4);
    assertThat(large.staged()).isEqualTo(1);
    assertThat(large.copied()).isTrue();
    Schedule fewRows = schedule(matmul(8, 512, 784), Target.X86_64_V4);
    assertThat(fewRows.staged()).isEqualTo(1);
    assertThat(fewRows.copied()).isFalse();
    assertThat(schedule(matmul(10, 30, 20), Target.X86_64_V4).staged()).isEqualTo(-1);
  }

  /** A matrix by a vector: its rows become lanes by squares, in panels of a single row's tile. */
  @Test
  void aMatrixByAVectorIsTurned() {
    Schedule large = schedule(matmul(512, 1, 256), Target.X86_64_V4);
    assertThat(large.laneAxis()).isEqualTo(0);
    assertThat(large.rowAxis()).isEqualTo(-1);
    assertThat(large.copied()).isTrue();
    Schedule small = schedule(matmul(256, 1, 30), Target.X86_64_V4);
    assertThat(small.staged()).isEqualTo(-1);
    assertThat(small.vectors()).isLessThanOrEqualTo(2);
  }

  /** Lanes are along the results where a tile would else write them one by one. */
  @Test
  void chainsEndInWholeVectors() {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode factors = b.build(List.of(b.load(0, DType.F32), b.load(1, DType.F32)));
    Nest gradient =
        Nest.reduction(
            List.of(Axis.parallel(256), Axis.parallel(10), Axis.reduce(32)),
            List.of(access(0, 32, 256, 2, 0), access(1, 32, 10, 2, 1)),
            factors,
            Combine.FMA_CHAIN,
            access(2, 256, 10, 0, 1),
            0);
    assertThat(schedule(gradient, Target.X86_64_V4).laneAxis()).isEqualTo(1);
  }

  /** What remains of the lanes is one masked vector where masks are free. */
  @Test
  void remaindersAreMasked() {
    assertThat(schedule(matmul(8, 10, 64), Target.X86_64_V4).masked()).isTrue();
    assertThat(schedule(matmul(8, 10, 64), Target.X86_64_V3).masked()).isFalse();
  }

  /** The last tile has no code of its own where a point may be computed twice. */
  @Test
  void lastTilesOverlap() {
    Schedule matmul = schedule(matmul(54, 40, 64), Target.X86_64_V3);
    assertThat(matmul.overlapping()).isTrue();
    assertThat(matmul.rowBlocks()).isLessThanOrEqualTo(Math.ceilDiv(54, matmul.rows()));
    assertThat(schedule(matmul(1, 4096, 256), Target.X86_64_V3).overlapping()).isFalse();
  }

  /** A grid's cells hold enough work, and a large nest has enough cells for many threads. */
  @Test
  void cellsAreNeitherSmallNorFew() {
    List<Axis> axes = List.of(Axis.parallel(1 << 20));
    Access read = Access.of(0, DType.F32, List.of(1L << 20), List.of(Index.along(0, 1)));
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode code = b.build(List.of(b.load(0, DType.F32)));
    Nest nest = Nest.map(axes, List.of(read), code, List.of(read.withBuffer(1)));
    Schedule schedule = schedule(nest, Target.DEFAULT);
    assertThat(schedule.grid()).isBetween(16L, 1024L);
    assertThat(schedule.costPerCell()).isGreaterThan(10_000);
  }

  @Test
  void namesOfTargets() {
    for (Target target : Target.values()) {
      assertThat(Target.of(target.text())).contains(target);
    }
    assertThat(Target.of("x86-64-v2")).isEmpty();
  }
}
