package mind.compiler.schedule;

import mind.compiler.kernel.Access;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;

/** Where an access has the elements of neighbouring points along an axis. */
public enum Neighbours {
  /** All points have the same element. */
  SAME,
  /** The next point has the next element in memory. */
  ADJACENT,
  /** Anything else. */
  APART;

  /** How {@code access}, an operand or result of {@code nest}, lies along {@code axis}. */
  public static Neighbours along(int axis, Access access, Nest nest) {
    long step = 0;
    boolean varies = false;
    long[] bufferStrides = access.bufferStrides();
    for (int d = 0; d < bufferStrides.length; d++) {
      Index index = access.indices().get(d);
      if (index.isIndirect()) {
        if (along(axis, nest.operands().get(index.indirect()), nest) != SAME) {
          return APART;
        }
      } else if (index.strides().get(axis) != 0) {
        if (index.divisor() > 1) {
          return APART;
        }
        varies = true;
        step += index.strides().get(axis) * bufferStrides[d];
      }
    }
    return !varies ? SAME : step == 1 ? ADJACENT : APART;
  }
}
