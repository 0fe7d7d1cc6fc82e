package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Transposes a square of vectors in two loops, so that the code is that of one round of each: the
 * first turns small squares within 128-bit parts of vectors, which machines do at once, and leaves
 * them in the frame; the second turns the square of these parts.
 */
final class Transposition {
  private static final int PART_BYTES = 16;

  private final Ir ir;
  private final int lanes;

  /** Elements of a part, and vectors whose parts the first loop turns together. */
  private final int inner;

  /** Parts of a vector. */
  private final int outer;

  private final Scratch scratch;

  /**
   * Of vectors of this type, as many as they have lanes.
   *
   * @param bytes of an element
   * @param distance between the rows that are given out together
   */
  Transposition(Ir ir, Type type, int bytes, int distance) {
    this.ir = ir;
    lanes = type.lanes();
    inner = distance;
    outer = lanes / inner;
    scratch = new Scratch(ir, type, bytes, lanes);
  }

  /** The distance for vectors with so many elements of so many bytes: a part's elements. */
  static int distance(int lanes, int bytes) {
    return Math.min(lanes, PART_BYTES / bytes);
  }

  /** Writes column number {@code at + more} of the square, a vector of its rows. */
  interface Column {
    Value read(Value at, int more);
  }

  /** Writes the first loop over the square's columns from {@code start} on. */
  void read(Value start, Column column) {
    Value at = ir.openLoop(start);
    List<Value> now = new ArrayList<>();
    for (int j = 0; j < inner; j++) {
      now.add(column.read(at, j));
    }
    for (int round = 1; round < inner; round *= 2) {
      now = interleave(now);
    }
    long bytes = scratch.bytes() / inner;
    Value place = ir.follow(0, bytes);
    for (int i = 0; i < inner; i++) {
      scratch.store(now.get(i), place, (long) i * outer);
    }
    ir.closeLoop(Value.i64(inner), ir.add(start, Value.i64(lanes)), List.of());
  }

  /**
   * What the second loop, which goes from 0 to {@code distance}, begins with: rows of its counter,
   * of {@code distance} more and so on.
   */
  List<Value> rows() {
    Value from = ir.follow(0, (long) outer * scratch.bytes());
    List<Value> now = new ArrayList<>();
    for (int q = 0; q < outer; q++) {
      now.add(scratch.load(from, q));
    }
    for (int round = 1; round < outer; round *= 2) {
      now = sortParts(now);
    }
    return now;
  }

  /**
   * A round of the perfect shuffle (Stone 1971) within parts: vectors i and i + n / 2 give their
   * elements in turn.
   */
  private List<Value> interleave(List<Value> now) {
    int half = now.size() / 2;
    int[] low = new int[lanes];
    int[] high = new int[lanes];
    for (int l = 0; l < lanes; l++) {
      int within = l % inner;
      low[l] = l - within + within / 2 + within % 2 * lanes;
      high[l] = low[l] + inner / 2;
    }
    List<Value> next = new ArrayList<>();
    for (int i = 0; i < half; i++) {
      next.add(ir.shuffle(now.get(i), now.get(i + half), low));
      next.add(ir.shuffle(now.get(i), now.get(i + half), high));
    }
    return next;
  }

  /** The inverse on whole parts: the even ones of neighbouring vectors come first, then the odd. */
  private List<Value> sortParts(List<Value> now) {
    List<Value> next = new ArrayList<>();
    for (int odd = 0; odd < 2; odd++) {
      int[] parts = new int[lanes];
      for (int l = 0; l < lanes; l++) {
        parts[l] = (l / inner * 2 + odd) * inner + l % inner;
      }
      for (int i = 0; i < now.size(); i += 2) {
        next.add(ir.shuffle(now.get(i), now.get(i + 1), parts));
      }
    }
    return next;
  }
}
