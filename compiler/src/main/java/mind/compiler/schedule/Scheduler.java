package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Chooses a nest's schedule from its shape by a small cost model: loads and operations count one
 * each, divided by the lanes that do them at once, times what remainders waste.
 */
public final class Scheduler {
  /** Scalar operations that a cell should hold at least, so that its set-up doesn't count. */
  private static final long CELL_COST = 1 << 16;

  private final Nest nest;
  private final Target target;
  private final int vectorLanes;

  private record Choice(int axis, boolean reducing, int lanes, double cost) {}

  private Scheduler(Nest nest, Target target) {
    this.nest = nest;
    this.target = target;
    int widest =
        accesses().stream()
            .map(Access::dtype)
            .filter(t -> t != DType.BOOL)
            .mapToInt(DType::bytes)
            .max()
            .orElse(4);
    vectorLanes = target.vectorBytes() / widest;
  }

  /** The schedule that a {@linkplain NestSimplifier simplified} nest is compiled with. */
  public static Schedule choose(Nest nest, Target target) {
    return new Scheduler(nest, target).choose();
  }

  /**
   * A schedule of each kind that a simplified nest can be run by, the chosen one first. They all
   * give the same bits.
   */
  public static List<Schedule> all(Nest nest, Target target) {
    Scheduler scheduler = new Scheduler(nest, target);
    Choice lanes = scheduler.laneAxis();
    int rowAxis = scheduler.rowAxis(lanes);
    Set<Schedule> all = new LinkedHashSet<>(Set.of(scheduler.choose(lanes, rowAxis)));
    all.add(scheduler.tiled(lanes, rowAxis));
    scheduler.stagings(lanes, rowAxis).forEach(s -> all.add(scheduler.staged(lanes, s)));
    if (!lanes.reducing() && Sweep.isPossible(nest, lanes.axis())) {
      all.add(scheduler.swept(lanes, rowAxis));
    }
    return List.copyOf(all);
  }

  /** The schedule that copies a factor of a simplified nest into panels, where that pays. */
  static Optional<Schedule> panels(Nest nest, Target target) {
    return Optional.of(choose(nest, target)).filter(Schedule::copied);
  }

  private List<Access> accesses() {
    List<Access> all = new ArrayList<>(nest.operands());
    all.addAll(nest.results());
    return all;
  }

  private Schedule choose() {
    Choice lanes = laneAxis();
    return choose(lanes, rowAxis(lanes));
  }

  private Schedule choose(Choice lanes, int rowAxis) {
    if (!lanes.reducing() && Sweep.pays(nest, lanes.axis(), rowAxis)) {
      return swept(lanes, rowAxis);
    }
    return stagings(lanes, rowAxis)
        .filter(Staging::pays)
        .findFirst()
        .map(staging -> staged(lanes, staging))
        .orElseGet(() -> tiled(lanes, rowAxis));
  }

  /** How the nest can be staged, with this row axis and with none. */
  private Stream<Staging> stagings(Choice lanes, int rowAxis) {
    return Stream.of(rowAxis, -1)
        .distinct()
        .map(axis -> staging(lanes, axis))
        .filter(Staging::isPossible);
  }

  private Staging staging(Choice lanes, int rowAxis) {
    return staging(lanes.reducing() ? -1 : lanes.axis(), rowAxis);
  }

  private Staging staging(int laneAxis, int rowAxis) {
    return new Staging(nest, laneAxis, rowAxis, vectorLanes, isMasked(laneAxis));
  }

  private Tile stagedTile(Choice lanes, int rowAxis) {
    return Tile.staged(nest, target, lanes.axis(), lanes.lanes(), rowAxis);
  }

  private Schedule tiled(Choice lanes, int rowAxis) {
    Tile tile =
        Tile.choose(
            nest,
            target,
            lanes.axis(),
            lanes.reducing(),
            lanes.lanes(),
            isMasked(lanes.axis()),
            rowAxis);
    long laneExtent = lanes.reducing() ? 1 : nest.extent(lanes.axis());
    boolean overlapping = Tile.mayOverlap(nest, tile);
    long laneTiles =
        lanes.reducing()
            ? 1
            : tiles(laneExtent, (long) tile.vectors() * lanes.lanes(), overlapping);
    long rowTiles = tiles(nest.extent(rowAxis), tile.rows(), overlapping);
    boolean rowsInside = nest.combine() != Combine.NONE;
    long total = nest.parallelPoints() * nest.reducePoints() * work();
    List<Integer> outer = outerAxes(lanes, rowAxis);
    long outerPoints = outer.stream().mapToLong(nest::extent).reduce(1, (a, b) -> a * b);
    long tileCost =
        Math.max(1, total / (outerPoints * Math.max(1, laneTiles) * Math.max(1, rowTiles)));
    long tilesPerCell = Math.max(1, CELL_COST / tileCost);
    long inner = rowsInside ? rowTiles : laneTiles;
    long innerTiles = Math.clamp(tilesPerCell, 1, Math.max(1, inner));
    long outerTiles = Math.max(1, tilesPerCell / Math.max(1, inner));
    long laneBlocks = blocks(laneTiles, rowsInside ? outerTiles : innerTiles);
    long rowBlocks = blocks(rowTiles, rowsInside ? innerTiles : outerTiles);
    long grid = outerPoints * laneBlocks * rowBlocks;
    return new Schedule(
        lanes.axis(),
        lanes.reducing(),
        lanes.lanes(),
        isMasked(lanes.axis()),
        overlapping,
        tile.vectors(),
        laneBlocks,
        rowAxis,
        tile.rows(),
        rowBlocks,
        rowsInside,
        outer,
        grid,
        -1,
        false,
        0,
        0,
        0,
        Math.max(1, total / grid));
  }

  /** A cell is a few panels by a block of rows; panels are the fast digit of the grid. */
  private Schedule staged(Choice lanes, Staging staging) {
    int rowAxis = staging.rowAxis();
    Tile tile = stagedTile(lanes, rowAxis);
    List<Integer> outer = outerAxes(lanes, rowAxis);
    long outerPoints = outer.stream().mapToLong(nest::extent).reduce(1, (a, b) -> a * b);
    long panels = Math.ceilDiv(nest.extent(lanes.axis()), (long) tile.vectors() * lanes.lanes());
    long rowTiles = Math.ceilDiv(nest.extent(rowAxis), (long) tile.rows());
    long rowBlocks = Math.ceilDiv(rowTiles, Staging.rowTiles(tile.rows()));
    long laneBlocks = staging.blocks(tile, panels, outerPoints * rowBlocks);
    long panelsOfCell = Math.ceilDiv(panels, laneBlocks);
    long rowTilesOfCell = Math.ceilDiv(rowTiles, rowBlocks);
    laneBlocks = Math.ceilDiv(panels, panelsOfCell);
    rowBlocks = Math.ceilDiv(rowTiles, rowTilesOfCell);
    long grid = outerPoints * laneBlocks * rowBlocks;
    long total = nest.parallelPoints() * nest.reducePoints() * work();
    return new Schedule(
        lanes.axis(),
        false,
        lanes.lanes(),
        isMasked(lanes.axis()),
        true,
        tile.vectors(),
        laneBlocks,
        rowAxis,
        tile.rows(),
        rowBlocks,
        false,
        outer,
        grid,
        staging.factor(),
        staging.copies(tile),
        panelsOfCell,
        rowTilesOfCell,
        0,
        Math.max(1, total / grid));
  }

  /** A cell is all of the lane axis and a tile of rows that share it. */
  private Schedule swept(Choice lanes, int rowAxis) {
    boolean sharing = rowAxis >= 0 && Tile.shared(nest, lanes.axis(), rowAxis) > 0;
    int rows = sharing ? (int) Math.min(4, nest.extent(rowAxis)) : 1;
    int vectors = sharing && rows > 2 ? 1 : 2;
    List<Integer> outer = outerAxes(lanes, rowAxis);
    long rowTiles = Math.max(1, nest.extent(rowAxis) / rows);
    long grid = rowTiles * outer.stream().mapToLong(nest::extent).reduce(1, (a, b) -> a * b);
    long total = nest.parallelPoints() * nest.reducePoints() * work();
    return new Schedule(
        lanes.axis(),
        false,
        lanes.lanes(),
        isMasked(lanes.axis()),
        false,
        vectors,
        1,
        rowAxis,
        rows,
        rowTiles,
        false,
        outer,
        grid,
        -1,
        false,
        0,
        0,
        Sweep.STEPS,
        Math.max(1, total / grid));
  }

  /** The parallel axes without that of the lanes and that of the rows. */
  private List<Integer> outerAxes(Choice lanes, int rowAxis) {
    List<Integer> outer = new ArrayList<>();
    for (int a = 0; a < nest.axes().size(); a++) {
      if (!nest.axes().get(a).isReduce()
          && a != rowAxis
          && (lanes.reducing() || a != lanes.axis())) {
        outer.add(a);
      }
    }
    return outer;
  }

  private static long tiles(long extent, long size, boolean overlapping) {
    return overlapping && extent >= size ? Math.ceilDiv(extent, size) : extent / size;
  }

  private static long blocks(long tiles, long tilesPerBlock) {
    return Math.max(1, tiles / tilesPerBlock);
  }

  /** Scalar operations of a point. */
  private long work() {
    return 1
        + nest.body().instructions().size()
        + nest.epilogue().instructions().size() / nest.reducePoints();
  }

  private Choice laneAxis() {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice(-1, false, 1, cost(-1, false, 1)));
    int innermost = -1;
    for (int a = 0; a < nest.axes().size(); a++) {
      if (nest.axes().get(a).isReduce()) {
        innermost = a;
      } else {
        choices.add(new Choice(a, false, vectorLanes, cost(a, false, vectorLanes)));
      }
    }
    if (innermost >= 0 && mayReduceInLanes(nest, innermost)) {
      int lanes = Combine.LANE_COUNT;
      Choice reducing = new Choice(innermost, true, lanes, cost(innermost, true, lanes));
      if (nest.sides() > 0) {
        return reducing;
      }
      choices.add(reducing);
    }
    return choices.stream().min(Comparator.comparingDouble(Choice::cost)).orElseThrow();
  }

  /** Whether vectors along the last reduce axis keep to the lanes of the combine rule. */
  static boolean mayReduceInLanes(Nest nest, int innermost) {
    return switch (nest.combine()) {
      case MAX, MIN -> true;
      case LANES ->
          nest.trailingRun() == 1
              || (nest.trailingRun() > 1 && nest.extent(innermost) % Combine.LANE_COUNT == 0);
      case NONE, FMA_CHAIN, ADD_CHAIN, SCATTER_ADD -> false;
    };
  }

  private double cost(int axis, boolean reducing, int lanes) {
    double perVector = work();
    double outputs = 1.0 / nest.reducePoints();
    for (int o = 0; o < nest.operands().size(); o++) {
      perVector +=
          readCost(nest.operands().get(o), axis, lanes) * (isRead(nest.body(), o) ? 1 : outputs);
    }
    for (Access result : nest.results()) {
      double weight = nest.combine() == Combine.SCATTER_ADD ? 2 : outputs;
      perVector += reducing ? weight : writeCost(result, axis, lanes) * weight;
    }
    if (nest.combine() == Combine.LANES && !reducing) {
      perVector += 4; // the sixteen lanes are in memory
    }
    if (axis < 0) {
      return perVector;
    }
    long extent = nest.extent(axis);
    long rest = extent % lanes;
    long vectors = extent / lanes + (isMasked(axis) ? Long.signum(rest) : Long.bitCount(rest));
    return perVector * vectors * lanes / extent / Math.min(lanes, vectorLanes);
  }

  /** Whether masked vectors along an axis would read and write nothing lane by lane. */
  private boolean isMasked(int axis) {
    return target.masksLanes()
        && axis >= 0
        && !nest.axes().get(axis).isReduce()
        && accesses().stream().allMatch(a -> Neighbours.along(axis, a, nest) != Neighbours.APART);
  }

  private static boolean isRead(ScalarCode code, int operand) {
    return code.instructions().stream()
        .anyMatch(i -> i instanceof ScalarCode.Load l && l.operand() == operand);
  }

  /** As accessCost, or less where the elements are turned on the way into vectors. */
  private double readCost(Access operand, int axis, int lanes) {
    boolean apart = axis >= 0 && Neighbours.along(axis, operand, nest) == Neighbours.APART;
    if (apart && isStagedAlong(axis, operand)) {
      return 2;
    }
    return apart && Squares.rowAxis(nest, operand, axis, lanes) >= 0
        ? 2 + Integer.numberOfTrailingZeros(lanes)
        : accessCost(operand, axis, lanes);
  }

  /**
   * As accessCost, or more where a tile of chains would write them lane by lane: that is as much
   * code as a second tile, and takes as long to compile.
   */
  private double writeCost(Access result, int axis, int lanes) {
    boolean apart = axis >= 0 && Neighbours.along(axis, result, nest) == Neighbours.APART;
    boolean isTile = nest.combine() == Combine.FMA_CHAIN || nest.combine() == Combine.ADD_CHAIN;
    return accessCost(result, axis, lanes) * (apart && isTile ? 4 : 1);
  }

  private double accessCost(Access access, int axis, int lanes) {
    double guard = access.guarded() ? 2 : 1;
    if (axis < 0) {
      return guard;
    }
    return switch (Neighbours.along(axis, access, nest)) {
      case SAME -> 0.25 * guard;
      case ADJACENT -> guard;
      case APART -> 2.0 * lanes * guard;
    };
  }

  /** Whether panels would spare reading {@code access} lane by lane. */
  private boolean isStagedAlong(int axis, Access access) {
    for (int row = 0; row < nest.axes().size(); row++) {
      if (row != axis
          && !nest.axes().get(row).isReduce()
          && Neighbours.along(row, access, nest) == Neighbours.SAME
          && staging(axis, row).isPossible()) {
        return true;
      }
    }
    Staging single = staging(axis, -1);
    return single.isPossible() && single.pays();
  }

  /** The axis that shares loads with the lane axis best; the last one where none does. */
  private int rowAxis(Choice lanes) {
    int turning = Squares.rowAxis(nest, lanes.axis(), lanes.lanes());
    if (turning >= 0) {
      return turning;
    }
    int best = -1;
    int bestShared = 0;
    for (int a = 0; a < nest.axes().size(); a++) {
      if (a == lanes.axis() || nest.axes().get(a).isReduce()) {
        continue;
      }
      int shared = Tile.shared(nest, lanes.axis(), a);
      boolean longer = best < 0 || shared == 0 || nest.extent(a) >= nest.extent(best);
      if (shared > bestShared || (shared == bestShared && longer)) {
        best = a;
        bestShared = shared;
      }
    }
    return best;
  }
}
