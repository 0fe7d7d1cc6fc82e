package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Whether a contraction is staged: chunk by chunk of the reduce axis, the factor that its rows
 * share is taken in panels, one tile's vectors wide, and all rows of a block pass over a panel
 * before the next one. A panel's chunk is 32 KiB with AVX-512: copied, it stays in the first cache,
 * wherever and however strided the factor itself lies. A copy costs about half of what one row tile
 * does, so it needs several to pay; otherwise the factor is read where it is. But one that lies
 * across is copied even for single rows, square by square: loading it lane by lane takes longer.
 */
public final class Staging {
  /** Row tiles from which on copying a panel for them costs little beside them. */
  private static final long ROW_TILES = 4;

  /** Rows from which on a tile reads less than it computes. */
  private static final long ROWS = 4;

  /** Vectors of a panel's row. */
  static final int VECTORS = 2;

  /** A multiple of every target's lanes. */
  private static final int WIDEST_VECTOR = 16;

  /** Multiplications from which on the loops around them don't count. */
  private static final long WORK = 1 << 14;

  /** Steps from which on what a chain begins and ends with doesn't count beside it. */
  private static final long STEPS = 64;

  /** Bytes of a row of all panels of a block, which share the rows of the other factor. */
  private static final long BLOCK_BYTES = 512;

  /** Cells that a nest is cut into where panels are enough. */
  private static final long CELLS = 8;

  /** Rows whose totals wait in the frame while a block goes from chunk to chunk. */
  private static final long MOST_ROWS = 128;

  private final Nest nest;
  private final int laneAxis;
  private final int rowAxis;
  private final int lanes;
  private final boolean masked;

  /**
   * @param rowAxis -1: rows, if there are several, share nothing and are cells of their own
   * @param masked whether fewer points than lanes can be masked
   */
  Staging(Nest nest, int laneAxis, int rowAxis, int lanes, boolean masked) {
    this.nest = nest;
    this.laneAxis = laneAxis;
    this.rowAxis = rowAxis;
    this.lanes = lanes;
    this.masked = masked;
  }

  /** The row axis, or -1. */
  int rowAxis() {
    return rowAxis;
  }

  /** Whether panels are possible; codegen takes any such nest. */
  boolean isPossible() {
    return nest.combine() == Combine.FMA_CHAIN
        && nest.chains() == 1
        && laneAxis >= 0
        && nest.axes().stream().filter(a -> a.isReduce()).count() == 1
        && nest.reducePoints() >= WIDEST_VECTOR
        && (nest.extent(laneAxis) >= lanes || masked)
        && factor() >= 0
        && !nest.checked()
        && written().stream().allMatch(a -> alongLanes(a) != Neighbours.APART);
  }

  /** What is read and written once for each point. */
  private List<Access> written() {
    List<Access> accesses = new ArrayList<>(nest.results());
    for (ScalarCode.Instruction i : nest.epilogue().instructions()) {
      if (i instanceof ScalarCode.Load load) {
        accesses.add(nest.operands().get(load.operand()));
      }
    }
    return accesses;
  }

  private Neighbours alongLanes(Access access) {
    return Neighbours.along(laneAxis, access, nest);
  }

  /** The body's value that varies along the lanes and not along rows, beside one that does not. */
  int factor() {
    for (int f = 0; f < 2; f++) {
      if (!varies(f, rowAxis) && varies(f, laneAxis) && !varies(1 - f, laneAxis)) {
        return f;
      }
    }
    return -1;
  }

  private boolean varies(int factor, int axis) {
    return axis >= 0
        && nest.body().only(factor).instructions().stream()
            .anyMatch(i ->
                switch (i) {
                  case ScalarCode.Load load ->
                      Neighbours.along(axis, nest.operands().get(load.operand()), nest)
                          != Neighbours.SAME;
                  case ScalarCode.AxisValue value -> value.axis() == axis;
                  case ScalarCode.Literal l -> false;
                  case ScalarCode.Combined c -> false;
                  case ScalarCode.Apply a -> false;
                  case ScalarCode.Lookup l -> false;
                });
  }

  /** Whether the factor's elements for neighbouring lanes are apart in memory. */
  boolean isApart() {
    return nest.body().only(factor()).instructions().stream()
        .anyMatch(i ->
            i instanceof ScalarCode.Load load
                && alongLanes(nest.operands().get(load.operand())) == Neighbours.APART);
  }

  /** Whether panels pay. */
  boolean pays() {
    return rowAxis < 0
        ? isMuch() && turns()
        : isApart() || (nest.extent(rowAxis) >= ROWS && isMuch());
  }

  private boolean isMuch() {
    long points = nest.extent(rowAxis) * nest.extent(laneAxis) * nest.reducePoints();
    return nest.reducePoints() >= STEPS && points >= WORK;
  }

  private boolean turns() {
    return turns(nest, factor(), laneAxis);
  }

  /**
   * Whether a factor is an operand that has the reduce axis where panels have their columns, so
   * that a copy turns squares.
   */
  public static boolean turns(Nest nest, int factor, int laneAxis) {
    OptionalInt operand = nest.body().only(factor).operand();
    if (operand.isEmpty()) {
      return false;
    }
    Access access = nest.operands().get(operand.getAsInt());
    return !access.guarded()
        && Neighbours.along(laneAxis, access, nest) == Neighbours.APART
        && IntStream.range(0, nest.axes().size())
            .filter(a -> nest.axes().get(a).isReduce())
            .allMatch(a -> Neighbours.along(a, access, nest) == Neighbours.ADJACENT);
  }

  /** Whether copying the shared factor into panels pays; a single panel lies dense enough. */
  boolean copies(Tile tile) {
    long rowTiles = Math.ceilDiv(nest.extent(rowAxis), (long) tile.rows());
    boolean several = nest.extent(laneAxis) > (long) tile.vectors() * lanes;
    return isApart() || (rowTiles >= ROW_TILES && several);
  }

  /** Into how many blocks {@code panels} panels go, of {@code times} such rows of panels. */
  long blocks(Tile tile, long panels, long times) {
    long blocks = Math.ceilDiv(panels, panels(tile.vectors() * lanes * bytes()));
    while (blocks * times < CELLS && blocks < panels) {
      blocks = Math.min(panels, 2 * blocks);
    }
    return blocks;
  }

  /** Panels of a block, at most, whose rows have so many bytes. */
  public static long panels(int rowBytes) {
    return Math.max(1, BLOCK_BYTES / rowBytes);
  }

  /** Row tiles of a block, at most. */
  public static long rowTiles(int rows) {
    return MOST_ROWS / rows;
  }

  private int bytes() {
    return nest.body().resultTypes().getFirst().bytes();
  }
}
