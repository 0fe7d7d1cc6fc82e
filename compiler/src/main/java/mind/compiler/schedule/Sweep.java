package mind.compiler.schedule;

import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Whether a chunk of a contraction is swept: a few steps of the reduce axis at a time over the
 * whole lane axis, with the accumulators in the result's memory, which stays in the first cache. A
 * matrix that is used once is then read row by row as it lies in memory, which is what the
 * processor foresees.
 */
final class Sweep {
  /** Steps of the reduce axis that are taken together. */
  static final int STEPS = 8;

  /** Bytes of a row from which on it is read as a stream. */
  private static final long STREAM_BYTES = 1 << 10;

  private Sweep() {}

  /** Rows that share what is streamed, at most: more are worth tiles. */
  private static final long FEW_ROWS = 8;

  /** Whether few rows share a matrix whose rows along the lanes are long enough to be streams. */
  static boolean pays(Nest nest, int laneAxis, int rowAxis) {
    boolean few =
        rowAxis < 0
            || Tile.shared(nest, laneAxis, rowAxis) == 0
            || nest.extent(rowAxis) <= FEW_ROWS;
    return few
        && isPossible(nest, laneAxis)
        && nest.extent(laneAxis) * nest.results().getFirst().dtype().bytes() >= STREAM_BYTES;
  }

  /** Whether a nest can be swept along {@code laneAxis}; codegen takes any such nest. */
  static boolean isPossible(Nest nest, int laneAxis) {
    if (nest.combine() != Combine.FMA_CHAIN
        || nest.chains() != 1
        || laneAxis < 0
        || nest.checked()
        || nest.reducePoints() > Combine.KC
        || nest.reducePoints() % STEPS != 0
        || nest.axes().stream().filter(a -> a.isReduce()).count() != 1) {
      return false;
    }
    Access result = nest.results().getFirst();
    return nest.results().size() == 1
        && nest.epilogue().equals(ScalarCode.identity(List.of(result.dtype())))
        && !result.guarded()
        && Neighbours.along(laneAxis, result, nest) == Neighbours.ADJACENT
        && nest.operands().stream()
            .allMatch(o -> Neighbours.along(laneAxis, o, nest) != Neighbours.APART);
  }
}
