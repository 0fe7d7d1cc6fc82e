package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Makes the one map nest that reads a reduction's result, point by point, the epilogue of that
 * reduction.
 */
final class FuseEpilogues implements Fusion {

  @Override
  public NestProgram run(NestProgram program) {
    NestGraph nests = new NestGraph(program.nests());
    Prepare.Known known = Prepare.known(program);
    for (int c = 0; c < nests.size(); c++) {
      int reduction = reductionFor(program, nests, nests.get(c), known);
      if (reduction >= 0) {
        nests.set(c, join(nests.get(reduction), nests.get(c)));
        nests.remove(reduction);
      }
    }
    return program.withNests(nests.toList());
  }

  /** The last nest that {@code map} can be the epilogue of, or -1. */
  private static int reductionFor(
      NestProgram program, NestGraph nests, Nest map, Prepare.Known known) {
    if (map.combine() != Combine.NONE || map.checked()) {
      return -1;
    }
    return map.operands().stream()
        .map(Access::buffer)
        .filter(b -> program.buffers().get(b).isTemporary())
        .filter(b -> nests.reads(b).size() == 1 && nests.writers(b).size() == 1)
        .map(b -> nests.writers(b).getFirst())
        .filter(r -> isReduction(nests.get(r)) && axes(nests.get(r), map).isPresent())
        .filter(r -> !known.spares(nests.get(r), map))
        .max(Integer::compare)
        .orElse(-1);
  }

  private static boolean isReduction(Nest nest) {
    return nest.combine() != Combine.NONE
        && nest.combine() != Combine.SCATTER_ADD
        && nest.results().size() == 1;
  }

  private static int operandReading(Nest map, int buffer) {
    for (int o = 0; o < map.operands().size(); o++) {
      if (map.operands().get(o).buffer() == buffer) {
        return o;
      }
    }
    throw new IllegalStateException("no operand reads buffer " + buffer);
  }

  /**
   * The map's axes in terms of the reduction's; empty unless the map visits each of its results
   * once, in place.
   */
  private static Optional<Accesses.AxisMap> axes(Nest reduction, Nest map) {
    Access written = reduction.results().getFirst();
    Access read = map.operands().get(operandReading(map, written.buffer()));
    List<Long> mapExtents = map.axes().stream().map(Axis::extent).toList();
    if (!written.extents().equals(read.extents())
        || map.parallelPoints() != reduction.parallelPoints()) {
      return Optional.empty();
    }
    int rank = reduction.axes().size();
    return Accesses.permutation(read, mapExtents)
        .flatMap(dimOf -> {
          List<Index> axes = new ArrayList<>();
          for (int dim : dimOf) {
            axes.add(dim < 0 ? Index.constant(0, rank) : written.indices().get(dim));
          }
          boolean plain = Accesses.permutation(written, parallelExtents(reduction)).isPresent();
          return plain ? Optional.of(new Accesses.AxisMap(axes, rank)) : Optional.empty();
        });
  }

  /** Extents with those of reduce axes as 1, which a result never runs along. */
  private static List<Long> parallelExtents(Nest nest) {
    return nest.axes().stream().map(a -> a.isReduce() ? 1L : a.extent()).toList();
  }

  private static Nest join(Nest reduction, Nest map) {
    Accesses.AxisMap axes = axes(reduction, map).orElseThrow();
    int replaced = operandReading(map, reduction.results().getFirst().buffer());
    NestRewriter rewriter = new NestRewriter(reduction.operands());
    ScalarCode.Builder b = new ScalarCode.Builder();
    Ref combined = b.inline(reduction.epilogue(), b::same).getFirst();
    List<Ref> results =
        rewriter.valueOf(
            b,
            map,
            axes,
            leaf ->
                leaf instanceof ScalarCode.Load l && l.operand() == replaced
                    ? combined
                    : NestRewriter.KEPT);
    return new Nest(
        reduction.axes(),
        rewriter.operands(),
        reduction.body(),
        reduction.combine(),
        b.build(results),
        map.results().stream().map(axes::apply).toList(),
        reduction.trailingRun());
  }
}
