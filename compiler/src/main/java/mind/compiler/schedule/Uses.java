package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Nest;

/** Who reads and writes a buffer among nests. */
final class Uses {
  private Uses() {}

  /** One read: operand {@code operand} of nest {@code nest}. */
  record Read(int nest, int operand) {}

  static List<Read> reads(List<Nest> nests, int buffer) {
    List<Read> reads = new ArrayList<>();
    for (int n = 0; n < nests.size(); n++) {
      List<Access> operands = nests.get(n).operands();
      for (int o = 0; o < operands.size(); o++) {
        if (operands.get(o).buffer() == buffer) {
          reads.add(new Read(n, o));
        }
      }
    }
    return reads;
  }

  static long writers(List<Nest> nests, int buffer) {
    return nests.stream()
        .filter(n -> n.results().stream().anyMatch(r -> r.buffer() == buffer))
        .count();
  }

  /** Whether an operand gives the index of another access, so that it has to stay a plain read. */
  static boolean givesIndex(Nest nest, int operand) {
    return nest.operands().stream().anyMatch(a -> a.indirectOperand() == operand)
        || nest.results().stream().anyMatch(a -> a.indirectOperand() == operand);
  }
}
