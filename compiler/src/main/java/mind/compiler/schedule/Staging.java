package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Whether a contraction copies the factor that its rows share into panels before it is used. A
 * panel is a chunk of the reduce axis by one tile's vectors: 32 KiB with AVX-512, so that it stays
 * in the first cache while all rows of a block pass over it, wherever and however strided the
 * factor itself lies. A copy costs about what one row tile does, so it needs several to pay.
 */
final class Staging {
  /** Row tiles that share a panel, at least, where the factor could be read in place. */
  private static final long ROW_TILES = 4;

  /** Vectors of a panel's row. */
  static final int VECTORS = 2;

  /** A multiple of every target's lanes. */
  private static final int WIDEST_VECTOR = 16;

  private static final int WIDEST_PANEL = VECTORS * WIDEST_VECTOR;

  private final Nest nest;
  private final int laneAxis;
  private final int rowAxis;

  Staging(Nest nest, int laneAxis, int rowAxis) {
    this.nest = nest;
    this.laneAxis = laneAxis;
    this.rowAxis = rowAxis;
  }

  /** Whether panels are possible; codegen takes any such nest. */
  boolean isPossible() {
    return nest.combine() == Combine.FMA_CHAIN
        && nest.chains() == 1
        && laneAxis >= 0
        && rowAxis >= 0
        && nest.axes().stream().filter(a -> a.isReduce()).count() == 1
        && factor() >= 0
        && isReadable()
        && !nest.checked()
        && written().stream().allMatch(a -> alongLanes(a) != Neighbours.APART);
  }

  /**
   * Whether a factor that lies across the lanes can be copied without a look beyond its end: in
   * whole squares, or because no panel hangs over it.
   */
  private boolean isReadable() {
    if (!isApart() || extent(laneAxis) % WIDEST_PANEL == 0) {
      return true;
    }
    List<ScalarCode.Instruction> code = nest.body().only(factor()).instructions();
    return code.size() == 1
        && code.getFirst() instanceof ScalarCode.Load load
        && !nest.operands().get(load.operand()).guarded()
        && nest.reducePoints() % WIDEST_VECTOR == 0
        && Neighbours.along(reduceAxis(), nest.operands().get(load.operand()), nest)
            == Neighbours.ADJACENT;
  }

  private int reduceAxis() {
    int axis = 0;
    while (!nest.axes().get(axis).isReduce()) {
      axis++;
    }
    return axis;
  }

  /** What is read and written once for each point, in masked vectors at the edge. */
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
    return nest.body().only(factor).instructions().stream()
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
  boolean pays(Target target, Tile tile) {
    long rowTiles = Math.ceilDiv(extent(rowAxis), (long) tile.rows());
    int width = tile.vectors() * target.lanes(bytes());
    long factorBytes = nest.reducePoints() * extent(laneAxis) * bytes();
    boolean inPlace = extent(laneAxis) <= width || factorBytes <= target.secondCacheBytes() / 4;
    return isApart() || (rowTiles >= ROW_TILES && !inPlace);
  }

  /** Row tiles of a block: its rows of the other factor fit half the second cache. */
  long rowTilesOfBlock(Target target, Tile tile) {
    long rowBytes = nest.reducePoints() * bytes();
    long fitting = target.secondCacheBytes() / 2 / rowBytes;
    long rows = Math.min(fitting, nest.reducePoints() > Combine.KC ? MAX_TOTALS : fitting);
    return Math.max(ROW_TILES, rows / tile.rows());
  }

  /** Rows whose totals wait in the frame while a block goes from chunk to chunk. */
  private static final long MAX_TOTALS = 256;

  private int bytes() {
    return nest.body().resultTypes().getFirst().bytes();
  }

  private long extent(int axis) {
    return nest.axes().get(axis).extent();
  }
}
