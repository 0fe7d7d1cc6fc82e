package mind.compiler.schedule;

import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;

/**
 * Where an element-wise nest reads across memory order: tiles as high as they are wide then load
 * vectors along the row axis, in which the elements are neighbours, and turn them in registers.
 */
public final class Squares {
  private Squares() {}

  /** The axis along which operands that are apart along the lane axis are neighbours, or -1. */
  static int rowAxis(Nest nest, int laneAxis, int lanes) {
    for (Access operand : nest.operands()) {
      int axis = rowAxis(nest, operand, laneAxis, lanes);
      if (axis >= 0) {
        return axis;
      }
    }
    return -1;
  }

  /** The axis along which {@code operand} would be loaded in squares, or -1. */
  static int rowAxis(Nest nest, Access operand, int laneAxis, int lanes) {
    for (int axis = 0; axis < nest.axes().size(); axis++) {
      if (nest.combine() == Combine.NONE
          && lanes > 1
          && nest.extent(axis) >= lanes
          && laneAxis >= 0
          && nest.extent(laneAxis) >= lanes
          && isTurned(nest, operand, laneAxis, axis)) {
        return axis;
      }
    }
    return -1;
  }

  /** Whether some choice of axes makes squares of some operand. */
  static boolean arePossible(Nest nest) {
    for (Access operand : nest.operands()) {
      for (int lane = 0; lane < nest.axes().size(); lane++) {
        for (int row = 0; row < nest.axes().size(); row++) {
          if (isTurned(nest, operand, lane, row)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a square of {@code operand} is read along the row axis. */
  public static boolean isTurned(Nest nest, Access operand, int laneAxis, int rowAxis) {
    return nest.combine() == Combine.NONE
        && rowAxis >= 0
        && rowAxis != laneAxis
        && !operand.guarded()
        && operand.indirectOperand() < 0
        && operand.indices().stream().allMatch(i -> i.divisor() == 1)
        && Neighbours.along(laneAxis, operand, nest) == Neighbours.APART
        && Neighbours.along(rowAxis, operand, nest) == Neighbours.ADJACENT;
  }
}
