package mind.compiler.codegen.llvm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a nest's iteration space the code being written stands: a value for each axis, which the
 * open loops set.
 */
final class Frame {
  /**
   * A point of a tile, or {@code lanes} neighbouring ones along the lane axis.
   *
   * @param row added to the row axis
   * @param column added to the lane axis
   */
  record Spot(int row, int column, int lanes) {
    /** The point of one lane. */
    Spot lane(int lane) {
      return new Spot(row, column + lane, 1);
    }
  }

  private final Value[] base;
  private final Map<Integer, Value> masks = new HashMap<>();
  private final int laneAxis;
  private final int rowAxis;

  /** Either axis may be -1: none. */
  Frame(int rank, int laneAxis, int rowAxis) {
    base = new Value[rank];
    Arrays.fill(base, Value.i64(0));
    this.laneAxis = laneAxis;
    this.rowAxis = rowAxis;
  }

  void set(int axis, Value value) {
    base[axis] = value;
  }

  /** A mask of the first lanes of a vector. */
  static Value firstLanes(int count, int lanes) {
    StringBuilder mask = new StringBuilder("<");
    for (int l = 0; l < lanes; l++) {
      mask.append(l > 0 ? ", " : "").append("i1 ").append(l < count);
    }
    return Value.constant(Type.I1.withLanes(lanes), mask.append('>').toString());
  }

  /** Says which lanes of the vector at {@code column} are points of the nest. */
  void mask(int column, Value lanes) {
    masks.put(column, lanes);
  }

  /** Whether some lanes of some vector are no points of the nest. */
  boolean isMasked() {
    return !masks.isEmpty();
  }

  /** Says that all lanes of all vectors are points of the nest. */
  void unmask() {
    masks.clear();
  }

  /** The lanes of a spot that are points of the nest; null: all. */
  @Nullable Value mask(Spot spot) {
    return spot.lanes() == 1 ? null : masks.get(spot.column());
  }

  int rowAxis() {
    return rowAxis;
  }

  int laneAxis() {
    return laneAxis;
  }

  /** The part of an axis's value that is known when code is run only. */
  Value base(int axis) {
    return base[axis];
  }

  /** The part of an axis's value that the spot adds; in vectors, that of lane 0. */
  long constant(int axis, Spot spot) {
    return (axis == rowAxis ? (long) spot.row() : 0)
        + (axis == laneAxis ? (long) spot.column() : 0);
  }
}
