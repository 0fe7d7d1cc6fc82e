package mind.compiler.check.value;

import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/** NumPy's broadcasting: shapes align at their last dimension, and a 1 stretches. */
public final class Broadcasting {
  private final Session session;

  Broadcasting(Session session) {
    this.session = session;
  }

  /** The common shape; null, and an error, if there is none. */
  public long @Nullable [] shape(long[] a, long[] b, Node at) {
    int rank = Math.max(a.length, b.length);
    if (rank == a.length && fits(b, a)) {
      return a;
    }
    long[] dims = new long[rank];
    for (int i = rank - 1; i >= 0; i--) {
      long left = i < rank - a.length ? 1 : a[i - (rank - a.length)];
      long right = i < rank - b.length ? 1 : b[i - (rank - b.length)];
      if (left != right && left != 1 && right != 1) {
        report(a, b, i, left, right, at);
        return null;
      }
      dims[i] = left == 1 ? right : left;
    }
    return dims;
  }

  /** Whether {@code small} stretches to {@code large} without stretching that. */
  private static boolean fits(long[] small, long[] large) {
    int shift = large.length - small.length;
    for (int i = 0; i < small.length; i++) {
      if (small[i] != 1 && small[i] != large[shift + i]) {
        return false;
      }
    }
    return true;
  }

  private void report(long[] a, long[] b, int at, long left, long right, Node node) {
    Dims dims = session.dims();
    Diagnostics.Draft draft =
        session.error(
            Code.BROADCAST,
            node,
            "Broadcasting failed at dimension "
                + at
                + ": "
                + dims.text(left)
                + " and "
                + dims.text(right));
    draft.note("the left side has the shape " + dims.text(a));
    draft.note("the right side has the shape " + dims.text(b));
    session.noteOrigins(
        draft, node, at - Math.max(0, b.length - a.length), at - Math.max(0, a.length - b.length));
    if (Dims.isSymbol(left) || Dims.isSymbol(right)) {
      draft.note("a named dimension may have any size: it fits itself and 1 only");
    }
    if (lacks(a, b) || lacks(b, a)) {
      draft.help(
          "keep a reduced dimension, as 1, with `keepdims=true`, or add one with `expand_dims`");
    }
  }

  /** Whether one shape is the other without some dimensions, as after a reduction. */
  private static boolean lacks(long[] small, long[] large) {
    int found = 0;
    for (int i = 0; i < large.length && found < small.length; i++) {
      found += small[found] == large[i] ? 1 : 0;
    }
    return found == small.length && small.length < large.length;
  }
}
