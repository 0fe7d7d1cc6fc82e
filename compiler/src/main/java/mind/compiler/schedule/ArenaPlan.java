package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;

/**
 * Offsets for temporaries in one arena: the largest first, each at the lowest offset where none of
 * those placed before and alive at the same time stands (greedy by size; Pisarchyk and Lee 2020).
 */
final class ArenaPlan {
  private final Map<Integer, Long> offsets = new HashMap<>();

  /** The buffer in whose place one lives, for those that took over another's. */
  private final Map<Integer, Integer> places = new HashMap<>();

  private long bytes;
  private long largestLive;

  private record Interval(int buffer, int first, int last, long bytes) {
    boolean overlaps(Interval other) {
      return first <= other.last && other.first <= last;
    }
  }

  static ArenaPlan of(NestProgram program) {
    ArenaPlan plan = new ArenaPlan();
    Map<Integer, Interval> byBuffer = intervals(program);
    plan.takeOver(program, byBuffer);
    List<Interval> intervals = new ArrayList<>(byBuffer.values());
    plan.largestLive = largestLive(intervals, program.nests().size());
    List<Interval> placed = new ArrayList<>();
    intervals.sort(
        Comparator.comparingLong(Interval::bytes).reversed().thenComparingInt(Interval::buffer));
    for (Interval interval : intervals) {
      plan.place(interval, placed);
      placed.add(interval);
    }
    return plan;
  }

  private static Map<Integer, Interval> intervals(NestProgram program) {
    Map<Integer, Interval> byBuffer = new HashMap<>();
    for (int n = 0; n < program.nests().size(); n++) {
      Nest nest = program.nests().get(n);
      int now = n;
      int end = program.nests().size() - 1;
      Stream.concat(nest.operands().stream(), nest.results().stream())
          .map(Access::buffer)
          .filter(b -> isInArena(program.buffers().get(b)))
          .forEach(b -> {
            NestProgram.Buffer buffer = program.buffers().get(b);
            int last = buffer.isKept() ? end : now;
            byBuffer.merge(
                b,
                new Interval(b, now, last, aligned(buffer.bytes())),
                (old, use) -> new Interval(b, old.first, last, old.bytes));
          });
    }
    return byBuffer;
  }

  /**
   * Lets what an element-wise nest writes live on in the place of what it reads there for the last
   * time; not where squares are turned, whose tiles may overlap and would read what they wrote.
   */
  private void takeOver(NestProgram program, Map<Integer, Interval> intervals) {
    Set<Integer> kept = new HashSet<>();
    for (int b = 0; b < program.buffers().size(); b++) {
      if (program.buffers().get(b).isKept()) {
        kept.add(b);
      }
    }
    for (int n = 0; n < program.nests().size(); n++) {
      Nest nest = program.nests().get(n);
      if (nest.combine() != Combine.NONE
          || nest.checked()
          || nest.results().size() != 1
          || Squares.arePossible(nest)) {
        continue;
      }
      Access written = nest.results().getFirst();
      Interval after = intervals.get(written.buffer());
      for (Access read : nest.operands()) {
        Interval before = intervals.get(home(read.buffer()));
        if (after != null
            && before != null
            && after.first == n
            && before.last == n
            && !kept.contains(before.buffer)
            && after.bytes == before.bytes
            && nest.operands().stream()
                .allMatch(o -> home(o.buffer()) != before.buffer || isSamePlace(o, written))) {
          places.put(after.buffer, before.buffer);
          if (program.buffers().get(after.buffer).isKept()) {
            kept.add(before.buffer);
          }
          intervals.remove(after.buffer);
          intervals.put(
              before.buffer, new Interval(before.buffer, before.first, after.last, before.bytes));
          break;
        }
      }
    }
  }

  private static boolean isSamePlace(Access read, Access written) {
    return read.withBuffer(written.buffer()).equals(written);
  }

  private int home(int buffer) {
    return places.getOrDefault(buffer, buffer);
  }

  private static boolean isInArena(NestProgram.Buffer buffer) {
    return buffer.isTemporary() || buffer.isKept();
  }

  private static long aligned(long size) {
    return (size + Plan.ALIGNMENT - 1) / Plan.ALIGNMENT * Plan.ALIGNMENT;
  }

  private static long largestLive(List<Interval> intervals, int steps) {
    long[] change = new long[steps + 1];
    for (Interval interval : intervals) {
      change[interval.first] += interval.bytes;
      change[interval.last + 1] -= interval.bytes;
    }
    long live = 0;
    long largest = 0;
    for (long c : change) {
      live += c;
      largest = Math.max(largest, live);
    }
    return largest;
  }

  private void place(Interval interval, List<Interval> placed) {
    List<Interval> rivals =
        placed.stream()
            .filter(interval::overlaps)
            .sorted(Comparator.comparingLong(p -> offset(p.buffer)))
            .toList();
    long offset = 0;
    for (Interval rival : rivals) {
      if (offset + interval.bytes <= offset(rival.buffer)) {
        break;
      }
      offset = Math.max(offset, offset(rival.buffer) + rival.bytes);
    }
    offsets.put(interval.buffer, offset);
    bytes = Math.max(bytes, offset + interval.bytes);
  }

  /** Byte offset of a temporary. */
  long offset(int buffer) {
    Long offset = offsets.get(home(buffer));
    if (offset == null) {
      throw new IllegalStateException("buffer " + buffer + " has no place");
    }
    return offset;
  }

  long bytes() {
    return bytes;
  }

  long largestLive() {
    return largestLive;
  }
}
