package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.NestEvaluator;
import mind.compiler.kernel.ScalarCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numerics rules 2 and 3 at the sizes where chunks, blocks, lanes and tiles begin and end. */
class ReductionTest {
  /** Contents whose sums show a change of order; each buffer is filled on its own. */
  private static void check(Nest nest, long seed) {
    Random random = new Random(seed);
    Buffers buffers = Buffers.random(nest, random);
    for (Access a : nest.operands()) {
      int size = Math.toIntExact(a.extents().stream().reduce(1L, (x, y) -> x * y));
      buffers.put(a, Values.finite(a.dtype(), size, random));
    }
    Comparison.check(nest, buffers, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 255, 256, 257, 512, 600})
  void matmulInChunks(long k) {
    check(Samples.matmul(DType.F32, 1, 7, 37, k, false, false), k);
    check(Samples.matmul(DType.F64, 1, 5, 19, k, false, false), k);
    check(Samples.matmul(DType.I32, 1, 3, 17, k, false, false), k);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,40", "40,1", "2,16", "6,32", "13,47", "64,10", "33,129"})
  void matmulOfOddShapes(long m, long n) {
    check(Samples.matmul(DType.F32, 1, m, n, 70, false, false), m);
    check(Samples.matmul(DType.F32, 2, m, n, 20, true, false), m);
    check(Samples.matmul(DType.F32, 1, m, n, 300, false, true), m);
    check(Samples.matmul(DType.F32, 3, m, n, 11, true, true), m);
  }

  /** Several blocks of rows and of panels, and chunks that end within a square. */
  @ParameterizedTest
  @CsvSource({"150,70,261", "41,140,300", "30,161,16"})
  void matmulInBlocks(long m, long n, long k) {
    check(Samples.matmul(DType.F32, 1, m, n, k, false, false), m);
    check(Samples.matmul(DType.F32, 1, m, n, k, true, true), m);
    check(Samples.matmul(DType.F64, 2, m / 2, n / 2, k, false, true), m);
  }

  /** Cells with as many panels and row tiles as a frame has room for, in two chunks. */
  @Test
  void matmulInFullBlocks() {
    check(Samples.matmul(DType.F64, 8, 128, 64, 257, false, false), 8);
  }

  /** Epilogues that are written once for all vectors of a row. */
  @ParameterizedTest
  @CsvSource({"9,33,20", "12,70,300", "8,7,64"})
  void matmulWithALongEpilogue(long m, long n, long k) {
    check(longEpilogue(Samples.matmul(DType.F32, 1, m, n, k, false, false)), k);
    check(longEpilogue(Samples.conv(m, n, 3, n, 3, 1)), k);
  }

  /** Rounds after the combined value depend on where it stands. */
  private static Nest longEpilogue(Nest nest) {
    Access result = nest.results().getFirst();
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref value = b.combined(0, DType.F32);
    for (int round = 0; round < 4; round++) {
      for (int axis = 0; axis < nest.axes().size(); axis++) {
        if (!nest.axes().get(axis).isReduce()) {
          value = b.fma(value, b.real(DType.F32, 0.75), b.convert(b.axis(axis), DType.F32));
        }
      }
    }
    return new Nest(
        nest.axes(),
        nest.operands(),
        nest.body(),
        nest.combine(),
        b.build(List.of(value)),
        List.of(result),
        nest.trailingRun());
  }

  @ParameterizedTest
  @CsvSource({"6,7,3,5,3,0", "6,7,3,5,3,1", "5,5,64,8,3,1", "9,4,33,17,2,1", "8,8,1,32,5,2"})
  void convolutions(long height, long width, long in, long out, long window, long pad) {
    check(Samples.conv(height, width, in, out, window, pad), in);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1, 2, 3, 15, 16, 17, 31, 48, 255, 256, 1000, 1023, 1024, 1025, 1040, 2048, 2049, 5000
      })
  void sumsOfRows(long n) {
    for (DType dtype : List.of(DType.F32, DType.F64, DType.I32)) {
      check(Samples.reduce(dtype, Combine.LANES, 1, List.of(Axis.parallel(5), Axis.reduce(n))), n);
    }
    check(Samples.reduce(DType.F32, Combine.LANES, 1, List.of(Axis.reduce(n))), n);
    check(Samples.reduce(DType.F32, Combine.MAX, 0, List.of(Axis.parallel(3), Axis.reduce(n))), n);
    check(Samples.reduce(DType.F64, Combine.MIN, 0, List.of(Axis.parallel(3), Axis.reduce(n))), n);
  }

  /**
   * A run of all trailing axes restarts the lanes for each index of the outer ones; blocks go on.
   */
  @ParameterizedTest
  @CsvSource({
    "7,3,5",
    "3,3,341",
    "5,2,205",
    "40,2,33",
    "3,2,1500",
    "70,3,16",
    "3,2,4096",
    "33,5,100",
    "1100,2,1",
    "1100,1,17"
  })
  void sumsOverOuterAndTrailingAxes(long outer, long kept, long trailing) {
    check(
        Samples.reduce(
            DType.F32,
            Combine.LANES,
            1,
            List.of(Axis.reduce(outer), Axis.parallel(kept), Axis.reduce(trailing))),
        outer);
    check(
        Samples.reduce(
            DType.F64,
            Combine.LANES,
            2,
            List.of(Axis.parallel(kept), Axis.reduce(outer), Axis.reduce(trailing))),
        outer);
  }

  /** More than 1,024 blocks: three levels. */
  @ParameterizedTest
  @ValueSource(longs = {1_048_575, 1_048_576, 1_048_577, 1_200_007})
  void sumsOfManyBlocks(long n) {
    check(Samples.reduce(DType.F32, Combine.LANES, 1, List.of(Axis.reduce(n))), n);
  }

  @ParameterizedTest
  @CsvSource({"1,9", "255,8", "256,33", "257,64", "600,5", "1025,100"})
  void sumsOfColumns(long reduced, long kept) {
    List<Axis> axes = List.of(Axis.reduce(reduced), Axis.parallel(kept));
    for (Combine combine : List.of(Combine.ADD_CHAIN, Combine.MAX, Combine.MIN)) {
      check(Samples.reduce(DType.F32, combine, 0, axes), reduced);
      check(Samples.reduce(DType.I64, combine, 0, axes), reduced);
    }
    check(
        Samples.reduce(
            DType.F32,
            Combine.ADD_CHAIN,
            0,
            List.of(Axis.reduce(reduced), Axis.parallel(3), Axis.reduce(7), Axis.parallel(kept))),
        reduced);
  }

  /** Products that round to -0 make chunks of -0, which stay so in the total. */
  @ParameterizedTest
  @CsvSource({"1,9,600", "8,40,600", "8,40,20"})
  void chunksOfNegativeZero(long m, long n, long k) {
    Nest nest = Samples.matmul(DType.F32, 1, m, n, k, false, false);
    Buffers buffers = Buffers.random(nest, new Random(1));
    for (Access a : nest.operands()) {
      float value = a.buffer() == 0 ? 1e-30f : -1e-30f;
      ByteBuffer data = buffers.buffer(a.buffer()).order(ByteOrder.LITTLE_ENDIAN);
      while (data.hasRemaining()) {
        data.putFloat(value);
      }
    }
    Comparison.check(nest, buffers, 1);
    NestEvaluator.run(nest, buffers::buffer);
    int first = buffers.buffer(2).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    assertThat(first).isEqualTo(Float.floatToRawIntBits(-0.0f));
  }
}
