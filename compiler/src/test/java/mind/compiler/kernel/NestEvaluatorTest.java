package mind.compiler.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The definition of nests, against sums written out by hand from numerics rules 2 and 3. */
class NestEvaluatorTest {
  private static ByteBuffer floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  private static ByteBuffer ints(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(values);
    return buffer;
  }

  private static float[] values(ByteBuffer buffer) {
    float[] values = new float[buffer.capacity() / 4];
    buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static float[] ramp(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = 1 + 1f / (i + 3);
    }
    return values;
  }

  private static Access f32(int buffer, List<Long> extents, Index... indices) {
    return Access.of(buffer, DType.F32, extents, List.of(indices));
  }

  private static ScalarCode loads(int... operands) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(Arrays.stream(operands).mapToObj(o -> b.load(o, DType.F32)).toList());
  }

  private static long run(Nest nest, ByteBuffer... buffers) {
    return NestEvaluator.run(nest, number -> buffers[number]);
  }

  private static float reduce(Combine combine, float[] x) {
    long n = x.length;
    Nest nest =
        Nest.reduction(
            List.of(Axis.reduce(n)),
            List.of(f32(0, List.of(n), Index.along(0, 1))),
            loads(0),
            combine,
            f32(1, List.of()),
            combine == Combine.LANES ? 1 : 0);
    ByteBuffer result = floats(0);
    run(nest, floats(x), result);
    return values(result)[0];
  }

  @Test
  void chainsAddInChunksOf256() {
    float[] x = ramp(600);
    float[] chunks = new float[3];
    for (int i = 0; i < x.length; i++) {
      chunks[i / 256] += x[i];
    }
    assertThat(reduce(Combine.ADD_CHAIN, x)).isEqualTo(chunks[0] + chunks[1] + chunks[2]);
  }

  @Test
  void lanesFoldAndBlocksFoldAgain() {
    float[] x = ramp(1024 + 40);
    float first = fold(Arrays.copyOfRange(x, 0, 1024));
    float second = fold(Arrays.copyOfRange(x, 1024, x.length));
    assertThat(reduce(Combine.LANES, x)).isEqualTo(first + second);
    assertThat(reduce(Combine.LANES, Arrays.copyOf(x, 40))).isEqualTo(fold(Arrays.copyOf(x, 40)));
  }

  private static float fold(float[] x) {
    float[] lanes = new float[16];
    for (int i = 0; i < x.length; i++) {
      lanes[i % 16] += x[i];
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }

  /** Runs of three: positions 0, 1, 2 of each go to lanes 0, 1, 2, whatever came before. */
  @Test
  void lanesRestartAtEachRun() {
    float[] x = ramp(15);
    List<Axis> axes = List.of(Axis.reduce(5), Axis.reduce(3));
    Access whole = f32(0, List.of(5L, 3L), Index.along(0, 2), Index.along(1, 2));
    Nest nest = Nest.reduction(axes, List.of(whole), loads(0), Combine.LANES, f32(1, List.of()), 1);
    ByteBuffer result = floats(0);
    run(nest, floats(x), result);
    float[] lanes = new float[3];
    for (int i = 0; i < x.length; i++) {
      lanes[i % 3] += x[i];
    }
    assertThat(values(result)).containsExactly((lanes[0] + lanes[2]) + lanes[1]);
  }

  @Test
  void extremesTakeNanAndOrderZeros() {
    assertThat(reduce(Combine.MAX, new float[] {-0f, 0f, -0f})).isEqualTo(0f);
    assertThat(1 / reduce(Combine.MIN, new float[] {0f, -0f})).isNegative();
    assertThat(reduce(Combine.MAX, new float[] {1, Float.NaN, 2})).isNaN();
  }

  @Test
  void guardedReadsFillAndGuardedWritesAreLeftOut() {
    Index dilated = new Index(-1, List.of(1L), 2, -1); // (i - 1) / 2
    long fill = DType.F32.bits(9.0);
    Access read = new Access(0, DType.F32, List.of(2L), List.of(dilated), true, fill);
    Access write =
        new Access(1, DType.F32, List.of(4L), List.of(Index.strided(-1, 0, 1, 1)), true, 0);
    Nest nest = Nest.map(List.of(Axis.parallel(6)), List.of(read), loads(0), List.of(write));
    ByteBuffer result = floats(0, 0, 0, 0);
    run(nest, floats(1, 2), result);
    assertThat(values(result)).containsExactly(1, 9, 2, 9);
  }

  private static Access indices() {
    return Access.of(0, DType.I32, List.of(4L), List.of(Index.along(0, 1)));
  }

  @Test
  void gatherClampsAndReportsTheLowestPosition() {
    Nest nest =
        Nest.map(
            List.of(Axis.parallel(4)),
            List.of(indices(), f32(1, List.of(3L), Index.indirect(0, 1))),
            loads(1),
            List.of(f32(2, List.of(4L), Index.along(0, 1))));
    ByteBuffer result = floats(0, 0, 0, 0);
    long status = run(nest, ints(2, 7, 0, -1), floats(10, 11, 12), result);
    assertThat(status).isEqualTo(1);
    assertThat(values(result)).containsExactly(12, 12, 10, 10);
    assertThat(run(nest, ints(2, 1, 0, 0), floats(10, 11, 12), result))
        .isEqualTo(NestEvaluator.IN_RANGE);
  }

  @Test
  void scatterAddsInOrderAndLeavesOutWhatIsOutOfRange() {
    Access destination = f32(2, List.of(2L), Index.indirect(0, 1));
    Nest nest =
        Nest.reduction(
            List.of(Axis.reduce(4)),
            List.of(indices(), f32(1, List.of(4L), Index.along(0, 1))),
            loads(1),
            Combine.SCATTER_ADD,
            destination,
            0);
    ByteBuffer result = floats(1e8f, 5);
    long status = run(nest, ints(0, 0, 2, 0), floats(3, 3, 7, -1e8f), result);
    assertThat(status).isEqualTo(2);
    assertThat(values(result)).containsExactly((1e8f + 3) + 3 - 1e8f, 5);
  }
}
