package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Transposes a square of vectors in registers: rows become columns in log2(lanes) rounds, each of
 * which interleaves rows i and i + lanes / 2 (a perfect shuffle of the bits of an element's place;
 * Stone 1971).
 */
final class Transposition {
  private Transposition() {}

  /** The transpose of as many vectors as they have lanes. */
  static List<Value> of(Ir ir, List<Value> rows) {
    int lanes = rows.size();
    int[] low = new int[lanes];
    int[] high = new int[lanes];
    for (int l = 0; l < lanes; l++) {
      low[l] = l / 2 + l % 2 * lanes;
      high[l] = low[l] + lanes / 2;
    }
    List<Value> now = rows;
    for (int round = 1; round < lanes; round *= 2) {
      List<Value> next = new ArrayList<>();
      for (int i = 0; i < lanes / 2; i++) {
        next.add(ir.shuffle(now.get(i), now.get(i + lanes / 2), low));
        next.add(ir.shuffle(now.get(i), now.get(i + lanes / 2), high));
      }
      now = next;
    }
    return now;
  }
}
