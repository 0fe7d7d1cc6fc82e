package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Nest;
import org.jspecify.annotations.Nullable;

/** Nests being rewritten in place, with who reads and who writes each buffer kept up to date. */
final class NestGraph {
  private final List<@Nullable Nest> nests = new ArrayList<>();
  private final Map<Integer, SortedSet<Integer>> readers = new HashMap<>();
  private final Map<Integer, SortedSet<Integer>> writers = new HashMap<>();

  /** One read: operand {@code operand} of nest number {@code nest}. */
  record Read(int nest, int operand) {}

  NestGraph(List<Nest> program) {
    for (Nest nest : program) {
      nests.add(null);
      set(nests.size() - 1, nest);
    }
  }

  int size() {
    return nests.size();
  }

  boolean has(int number) {
    return nests.get(number) != null;
  }

  Nest get(int number) {
    return Objects.requireNonNull(nests.get(number));
  }

  /** Replaces a nest. */
  void set(int number, Nest nest) {
    remove(number);
    nests.set(number, nest);
    nest.operands().forEach(o -> numbers(readers, o.buffer()).add(number));
    nest.results().forEach(r -> numbers(writers, r.buffer()).add(number));
  }

  /** Leaves a nest out; the others keep their numbers. */
  void remove(int number) {
    Nest old = nests.set(number, null);
    if (old != null) {
      old.operands().forEach(o -> numbers(readers, o.buffer()).remove(number));
      old.results().forEach(r -> numbers(writers, r.buffer()).remove(number));
    }
  }

  private static SortedSet<Integer> numbers(Map<Integer, SortedSet<Integer>> of, int buffer) {
    return of.computeIfAbsent(buffer, b -> new TreeSet<>());
  }

  /** Numbers of the nests that write a buffer. */
  List<Integer> writers(int buffer) {
    return List.copyOf(numbers(writers, buffer));
  }

  /** Every read of a buffer, in order. */
  List<Read> reads(int buffer) {
    List<Read> reads = new ArrayList<>();
    for (int nest : numbers(readers, buffer)) {
      List<Access> operands = get(nest).operands();
      for (int o = 0; o < operands.size(); o++) {
        if (operands.get(o).buffer() == buffer) {
          reads.add(new Read(nest, o));
        }
      }
    }
    return reads;
  }

  List<Nest> toList() {
    return nests.stream().flatMap(n -> java.util.stream.Stream.ofNullable(n)).toList();
  }
}
