package mind.compiler.schedule;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * A register tile: {@code rows} points of the row axis by {@code vectors} vectors along the lane
 * axis, computed together.
 *
 * <p>Its cost model, after the tiles of hand-written kernels: a step over the reduce axes takes as
 * many cycles as the busier of two arithmetic units and two load ports needs, and at least an fma's
 * latency of four; the last tile of an axis overlaps the one before.
 */
record Tile(int rows, int vectors) {
  private static final int LATENCY = 4;
  private static final int UNITS = 2;

  /** Cycles of a step that go to its loop, or are lost to what the model leaves out. */
  private static final double OVERHEAD = 0.1;

  /** More code than a tile needs takes longer to compile: it has to be faster by this factor. */
  private static final double MARGIN = 1.005;

  private static final int MOST_ROWS = 8;
  private static final int MOST_VECTORS = 8;

  /** A body of more instructions gets a small tile: its own steps keep the machine busy. */
  private static final int SMALL_BODY = 8;

  /**
   * What one step of a tile loads and computes.
   *
   * @param laneVectors vectors along the lanes that all rows share, each of one load or, where
   *     neighbours are apart, of one for each lane
   */
  private record Step(int laneVectors, int laneLoads, int rowLoads, int bothLoads, int operations) {
    double cycles(long rows, long vectors) {
      double loads =
          (double) laneLoads * vectors
              + (double) rowLoads * rows
              + (double) bothLoads * rows * vectors;
      double work = (double) operations * rows * vectors;
      return Math.max(LATENCY, Math.max(loads, work) / UNITS) + OVERHEAD;
    }
  }

  /** The cheapest tile for a nest whose lane and row axes are chosen (-1: none). */
  static Tile choose(
      Nest nest,
      Target target,
      int laneAxis,
      boolean reducing,
      int lanes,
      boolean masked,
      int rowAxis) {
    return switch (nest.combine()) {
      case NONE ->
          rowAxis >= 0 && rowAxis == Squares.rowAxis(nest, laneAxis, lanes)
              ? new Tile(lanes, 1)
              : new Tile(1, nest.body().instructions().size() > SMALL_BODY ? 1 : 2);
      case SCATTER_ADD -> new Tile(1, nest.body().instructions().size() > SMALL_BODY ? 1 : 2);
      case LANES, MAX, MIN, ADD_CHAIN, FMA_CHAIN -> {
        if (reducing) {
          yield new Tile(reducingRows(nest, target, lanes, rowAxis), 1);
        }
        if (laneAxis < 0 || nest.combine() == Combine.LANES) {
          yield new Tile(1, 1);
        }
        yield cheapest(nest, target, laneAxis, lanes, masked, rowAxis);
      }
    };
  }

  /**
   * Whether tiles may compute points that others compute too: squares and chains may, as nothing of
   * theirs is written in place.
   */
  static boolean mayOverlap(Nest nest, Tile tile) {
    return switch (nest.combine()) {
      case NONE -> tile.rows() > 1;
      case SCATTER_ADD -> false;
      case LANES, MAX, MIN, ADD_CHAIN, FMA_CHAIN -> true;
    };
  }

  /** The tile of a staged contraction: a panel wide, rows dealt evenly. */
  static Tile staged(Nest nest, Target target, int laneAxis, int lanes, int rowAxis) {
    long rowExtent = nest.extent(rowAxis);
    long laneExtent = nest.extent(laneAxis);
    int vectors = laneExtent >= 2L * lanes ? Staging.VECTORS : 1;
    int fitting = (target.vectorRegisters() - 1) / vectors - 1;
    long most = Math.min(fitting, MOST_ROWS);
    long tiles = Math.ceilDiv(rowExtent, most);
    return new Tile((int) Math.ceilDiv(rowExtent, tiles), vectors);
  }

  /** Rows whose accumulators keep the adders busy and fit the registers. */
  private static int reducingRows(Nest nest, Target target, int lanes, int rowAxis) {
    if (rowAxis < 0 || nest.body().instructions().size() > SMALL_BODY) {
      return 1;
    }
    int bytes = nest.body().resultTypes().getFirst().bytes();
    int registers = Math.max(1, lanes * bytes / target.vectorBytes());
    long extent = nest.extent(rowAxis);
    return (int) Math.clamp(target.vectorRegisters() / 2 / registers, 1, Math.min(4, extent));
  }

  private static Tile cheapest(
      Nest nest, Target target, int laneAxis, int lanes, boolean masked, int rowAxis) {
    Step step = step(nest, laneAxis, lanes, rowAxis);
    int body = nest.body().instructions().size();
    long rowExtent = nest.extent(rowAxis);
    long laneExtent = nest.extent(laneAxis);
    boolean sharing = rowAxis >= 0 && shared(nest, laneAxis, rowAxis) > 0;
    Map<Tile, Double> costs = new LinkedHashMap<>();
    for (int rows = 1; rows <= (sharing ? Math.min(MOST_ROWS, rowExtent) : 1); rows++) {
      for (int vectors = 1; vectors <= MOST_VECTORS; vectors++) {
        int accumulators = rows * vectors * nest.chains();
        int registers = accumulators + Math.max(1, step.laneVectors()) * vectors + 1;
        boolean fits =
            registers <= target.vectorRegisters() && (body <= SMALL_BODY || rows * vectors <= 4);
        long most = masked ? Math.ceilDiv(laneExtent, lanes) : laneExtent / lanes;
        if (rows * vectors == 1 || (fits && vectors <= Math.max(1, most))) {
          double cost = cost(step, rows, vectors, rowExtent, laneExtent, lanes, masked);
          costs.put(new Tile(rows, vectors), cost);
        }
      }
    }
    return smallest(costs);
  }

  /** The tile with the least code of those that cost about as little as the cheapest one. */
  private static Tile smallest(Map<Tile, Double> costs) {
    double least = costs.values().stream().min(Double::compare).orElseThrow();
    return costs.entrySet().stream()
        .filter(e -> e.getValue() <= least * MARGIN)
        .map(Map.Entry::getKey)
        .min(
            Comparator.comparingInt((Tile t) -> t.rows() * t.vectors())
                .thenComparingInt(Tile::vectors))
        .orElseThrow();
  }

  private static double cost(
      Step step,
      int rows,
      int vectors,
      long rowExtent,
      long laneExtent,
      int lanes,
      boolean masked) {
    long size = (long) vectors * lanes;
    double cycles = 0;
    if (laneExtent >= size) {
      cycles = Math.ceilDiv(laneExtent, size) * step.cycles(rows, vectors);
    } else if (masked) {
      cycles = step.cycles(rows, Math.ceilDiv(laneExtent, lanes));
    } else {
      cycles =
          (laneExtent >= lanes ? step.cycles(rows, laneExtent / lanes) : 0)
              + Long.bitCount(laneExtent % lanes) * step.cycles(rows, 1);
    }
    return Math.ceilDiv(rowExtent, (long) rows) * cycles;
  }

  private static Step step(Nest nest, int laneAxis, int lanes, int rowAxis) {
    int laneVectors = 0;
    int laneLoads = 0;
    int rowLoads = 0;
    int bothLoads = 0;
    int operations = nest.chains();
    for (ScalarCode.Instruction i : nest.body().instructions()) {
      if (i instanceof ScalarCode.Load load) {
        Access access = nest.operands().get(load.operand());
        Neighbours neighbours = Neighbours.along(laneAxis, access, nest);
        boolean alongLanes = neighbours != Neighbours.SAME;
        int loads = neighbours == Neighbours.APART ? lanes : 1;
        boolean alongRows =
            rowAxis >= 0 && Neighbours.along(rowAxis, access, nest) != Neighbours.SAME;
        laneVectors += alongLanes && !alongRows ? 1 : 0;
        laneLoads += alongLanes && !alongRows ? loads : 0;
        rowLoads += alongRows && !alongLanes ? 1 : 0;
        bothLoads += alongRows && alongLanes ? loads : 0;
      } else if (i instanceof ScalarCode.Apply) {
        operations++;
      }
    }
    return new Step(laneVectors, laneLoads, rowLoads, bothLoads, operations);
  }

  /**
   * How many of the body's loads that vary along {@code laneAxis} are the same for all points of
   * {@code rowAxis}.
   */
  static int shared(Nest nest, int laneAxis, int rowAxis) {
    if (laneAxis < 0) {
      return 0;
    }
    int shared = 0;
    for (ScalarCode.Instruction i : nest.body().instructions()) {
      if (i instanceof ScalarCode.Load load) {
        Access access = nest.operands().get(load.operand());
        boolean same = Neighbours.along(rowAxis, access, nest) == Neighbours.SAME;
        shared += same && Neighbours.along(laneAxis, access, nest) != Neighbours.SAME ? 1 : 0;
      }
    }
    return shared;
  }
}
