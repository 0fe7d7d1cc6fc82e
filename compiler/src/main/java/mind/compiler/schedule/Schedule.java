package mind.compiler.schedule;

import java.util.List;

/**
 * How a nest is run: the decisions that codegen follows. The nest's axes are split into tiles of
 * {@code rows} points of {@code rowAxis} by {@code vectors} vectors of {@code lanes} points of
 * {@code laneAxis}; tiles into blocks, one to a cell of the grid; the other parallel axes are the
 * grid's outer part.
 *
 * <p>In a staged contraction the tiles along {@code laneAxis} are panels: chunk by chunk of the
 * reduce axis, all rows of a cell's block pass over one panel before the next one, which is copied
 * first or read where it is.
 *
 * @param laneAxis axis whose points are lanes of vectors, or -1: everything is scalar
 * @param reducing whether {@code laneAxis} is a reduce axis; a tile then has one vector a row
 * @param lanes of a vector
 * @param masked whether what remains of {@code laneAxis} is taken as whole vectors of which some
 *     lanes are masked, in place of narrower vectors
 * @param overlapping whether the last tile of an axis that holds a whole one ends where the axis
 *     does, and computes some points a second time, in place of a smaller tile with code of its own
 * @param vectors of a tile
 * @param laneBlocks number of blocks that the tiles along {@code laneAxis} are dealt to
 * @param rowAxis parallel axis whose points share a tile, or -1
 * @param rows of a tile
 * @param rowBlocks number of blocks that the tiles along {@code rowAxis} are dealt to
 * @param rowsInside whether rows are the inner loop of a block and the fast digit of the grid
 * @param outer parallel axes with a cell for each point, slowest first
 * @param grid number of cells
 * @param staged the body's value that is shared by rows in panels, or -1: none
 * @param copied whether that value is copied into panels, in place of being read where it is
 * @param panels of a staged cell, but for the last block's
 * @param rowTiles of a staged cell, but for the last block's
 * @param swept steps of the reduce axis that are taken together along all of {@code laneAxis}; 0: a
 *     tile's chains run from end to end
 * @param costPerCell rough scalar operations, at most about 1 ns each
 */
public record Schedule(
    int laneAxis,
    boolean reducing,
    int lanes,
    boolean masked,
    boolean overlapping,
    int vectors,
    long laneBlocks,
    int rowAxis,
    int rows,
    long rowBlocks,
    boolean rowsInside,
    List<Integer> outer,
    long grid,
    int staged,
    boolean copied,
    long panels,
    long rowTiles,
    int swept,
    long costPerCell) {

  public Schedule {
    outer = List.copyOf(outer);
  }

  /** What code is made from: all but the grid's size. */
  public Schedule code() {
    return code(laneBlocks, rowBlocks, panels, rowTiles);
  }

  /** As above, with other numbers of what there is of blocks and in a cell. */
  public Schedule code(long newLaneBlocks, long newRowBlocks, long newPanels, long newRowTiles) {
    return new Schedule(
        laneAxis,
        reducing,
        lanes,
        masked,
        overlapping,
        vectors,
        newLaneBlocks,
        rowAxis,
        rows,
        newRowBlocks,
        rowsInside,
        outer,
        0,
        staged,
        copied,
        newPanels,
        newRowTiles,
        swept,
        0);
  }
}
