package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Makes a map nest over the points of a sum that reads what the sum reads, or computes what it
 * reads, a side result of that sum: a large array then passes through the caches once for both.
 */
final class FuseSides implements Fusion {
  /** Points from which on an array leaves the nearer caches between one nest and the next. */
  private static final long MANY_POINTS = 1 << 14;

  @Override
  public NestProgram run(NestProgram program) {
    NestGraph nests = new NestGraph(program.nests());
    Prepare.Known known = Prepare.known(program);
    for (int second = 1; second < nests.size(); second++) {
      for (int first = second - 1; first >= 0 && nests.has(second); first--) {
        if (nests.has(first)
            && isFree(nests, first, second)
            && !known.spares(nests.get(first), nests.get(second))
            && !known.spares(nests.get(second), nests.get(first))) {
          Optional<Nest> joint = join(nests.get(first), nests.get(second));
          if (joint.isPresent()) {
            nests.set(second, joint.get());
            nests.remove(first);
          }
        }
      }
    }
    return program.withNests(nests.toList());
  }

  /**
   * Whether nothing between two nests reads what the first writes, and nothing else writes there: a
   * scatter adds to what its result holds.
   */
  private static boolean isFree(NestGraph nests, int first, int second) {
    return nests.get(first).results().stream()
        .allMatch(r ->
            nests.writers(r.buffer()).size() == 1
                && nests.reads(r.buffer()).stream().allMatch(read -> read.nest() >= second));
  }

  private static Optional<Nest> join(Nest first, Nest second) {
    boolean mapFirst = first.combine() == Combine.NONE;
    Nest map = mapFirst ? first : second;
    Nest sum = mapFirst ? second : first;
    boolean fits =
        map.combine() == Combine.NONE
            && sum.combine() == Combine.LANES
            && !map.checked()
            && !sum.checked()
            && map.parallelPoints() >= MANY_POINTS
            && extents(map).equals(extents(sum))
            && shares(map, sum)
            && (mapFirst || !reads(map, sum))
            && map.results().stream().noneMatch(Access::guarded);
    return fits
        ? Optional.of(NestSimplifier.simplify(joint(map, sum))).filter(FuseSides::isInLanes)
        : Optional.empty();
  }

  private static List<Long> extents(Nest nest) {
    return nest.axes().stream().map(Axis::extent).toList();
  }

  /** Whether the sum loads an element at a point that the map loads or computes there. */
  private static boolean shares(Nest map, Nest sum) {
    return sum.operands().stream()
        .anyMatch(o -> map.operands().contains(o) || map.results().contains(o));
  }

  /** Whether one nest reads what the other writes. */
  private static boolean reads(Nest reader, Nest writer) {
    return reader.operands().stream()
        .anyMatch(o -> writer.results().stream().anyMatch(r -> r.buffer() == o.buffer()));
  }

  private static boolean isInLanes(Nest nest) {
    int innermost =
        IntStream.range(0, nest.axes().size())
            .filter(a -> nest.axes().get(a).isReduce())
            .max()
            .orElse(-1);
    return innermost >= 0
        && Scheduler.mayReduceInLanes(nest, innermost)
        && nest.operands().stream().noneMatch(o -> isWritten(nest, o));
  }

  /** Whether an operand, read at other points than it is written, may not have been written yet. */
  private static boolean isWritten(Nest nest, Access operand) {
    return nest.results().stream().anyMatch(r -> r.buffer() == operand.buffer());
  }

  private static Nest joint(Nest map, Nest sum) {
    int rank = sum.axes().size();
    Accesses.AxisMap same =
        new Accesses.AxisMap(
            IntStream.range(0, rank).mapToObj(a -> Index.along(a, rank)).toList(), rank);
    NestRewriter rewriter = new NestRewriter(sum.operands());
    ScalarCode.Builder body = new ScalarCode.Builder();
    List<Ref> sides = rewriter.valueOf(body, map, same, leaf -> NestRewriter.KEPT);
    List<Ref> values =
        new ArrayList<>(
            body.inline(
                sum.body(),
                leaf -> {
                  int computed =
                      leaf instanceof ScalarCode.Load l
                          ? map.results().indexOf(sum.operands().get(l.operand()))
                          : -1;
                  return computed >= 0 ? sides.get(computed) : body.same(leaf);
                }));
    values.addAll(sides);
    List<Access> results = new ArrayList<>(sum.results());
    results.addAll(map.results());
    return NestRewriter.compact(
        new Nest(
            sum.axes(),
            rewriter.operands(),
            body.build(values),
            Combine.LANES,
            sum.epilogue(),
            results,
            sum.trailingRun()));
  }
}
