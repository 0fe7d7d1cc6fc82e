package mind.compiler.schedule;

import java.util.List;

/**
 * How a nest is run: the decisions that codegen follows. The nest's axes are split into tiles of
 * {@code rows} points of {@code rowAxis} by {@code vectors} vectors of {@code lanes} points of
 * {@code laneAxis}; tiles into blocks, one to a cell of the grid; the other parallel axes are the
 * grid's outer part.
 *
 * <p>In a staged contraction a cell is one tile wide: chunk by chunk of the reduce axis, the factor
 * that varies along {@code laneAxis} is copied into a panel that the first cache holds, and all
 * rows of the cell's block read it from there. Its last tile may hang over the end of {@code
 * laneAxis}, in lanes that are masked.
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
 * @param staged the body's value that is copied into panels, or -1: none
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
    int laneBlocks,
    int rowAxis,
    int rows,
    int rowBlocks,
    boolean rowsInside,
    List<Integer> outer,
    long grid,
    int staged,
    int swept,
    long costPerCell) {

  public Schedule {
    outer = List.copyOf(outer);
  }
}
