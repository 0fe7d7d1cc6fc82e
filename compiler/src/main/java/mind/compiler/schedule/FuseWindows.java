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
 * Makes a map nest that reads several results of a contraction at each point, such as a pooling
 * window, the epilogue of that contraction: a point then has a chain for each result it reads, and
 * what lies between them is never stored. Only where the map reads no more results than there are,
 * so that no more is computed than before.
 */
final class FuseWindows implements Fusion {
  /** Chains of a point: more would leave no registers for tiles. */
  private static final int MAX_CHAINS = 4;

  @Override
  public NestProgram run(NestProgram program) {
    NestGraph nests = new NestGraph(program.nests());
    Prepare.Known known = Prepare.known(program);
    for (int c = 0; c < nests.size(); c++) {
      int contraction = contractionFor(program, nests, c, known);
      if (contraction >= 0) {
        nests.set(c, join(nests.get(contraction), nests.get(c)).orElseThrow());
        nests.remove(contraction);
      }
    }
    return program.withNests(nests.toList());
  }

  /** The last nest that nest number {@code number}, a map, can be the epilogue of, or -1. */
  private static int contractionFor(
      NestProgram program, NestGraph nests, int number, Prepare.Known known) {
    Nest map = nests.get(number);
    if (map.combine() != Combine.NONE || map.checked()) {
      return -1;
    }
    return map.operands().stream()
        .map(Access::buffer)
        .filter(b -> program.buffers().get(b).isTemporary())
        .filter(b -> nests.writers(b).size() == 1 && isReadHereOnly(nests, b, number))
        .map(b -> nests.writers(b).getFirst())
        .filter(n -> join(nests.get(n), map).isPresent())
        .filter(n -> !known.spares(nests.get(n), map))
        .max(Integer::compare)
        .orElse(-1);
  }

  private static boolean isReadHereOnly(NestGraph nests, int buffer, int number) {
    return nests.reads(buffer).stream().allMatch(r -> r.nest() == number);
  }

  /** Both as one nest over the map's axes and the contraction's reduce axes. */
  private static Optional<Nest> join(Nest contraction, Nest map) {
    int buffer = contraction.results().getFirst().buffer();
    List<Integer> reads =
        IntStream.range(0, map.operands().size())
            .filter(o -> map.operands().get(o).buffer() == buffer)
            .boxed()
            .toList();
    boolean fits =
        contraction.combine() == Combine.FMA_CHAIN
            && contraction.chains() == 1
            && contraction.results().size() == 1
            && reads.size() > 1
            && reads.size() <= MAX_CHAINS
            && map.parallelPoints() * reads.size() <= contraction.parallelPoints();
    return fits ? new Joint(contraction, map, reads).nest() : Optional.empty();
  }

  /** The joint nest under construction. */
  private record Joint(Nest contraction, Nest map, List<Integer> reads) {
    Optional<Nest> nest() {
      List<Axis> axes = new ArrayList<>(map.axes());
      contraction.axes().stream().filter(Axis::isReduce).forEach(axes::add);
      int rank = axes.size();
      NestRewriter rewriter = new NestRewriter(List.of());
      ScalarCode.Builder body = new ScalarCode.Builder();
      List<Ref> factors = new ArrayList<>();
      ScalarCode.Builder epilogue = new ScalarCode.Builder();
      List<Ref> chains = new ArrayList<>();
      Accesses.AxisMap own = mapAxes(rank);
      for (int read : reads) {
        Optional<Accesses.AxisMap> at =
            Accesses.writing(contraction, own.apply(map.operands().get(read)), rank);
        if (at.isEmpty()) {
          return Optional.empty();
        }
        Accesses.AxisMap place = withReduceAxes(at.get());
        factors.addAll(rewriter.inline(body, contraction, contraction.body(), place));
        Ref combined =
            epilogue.combined(chains.size(), contraction.body().resultTypes().getFirst());
        chains.add(
            rewriter
                .inline(epilogue, contraction, contraction.epilogue(), place, combined)
                .getFirst());
      }
      List<Ref> results =
          rewriter.valueOf(
              epilogue,
              map,
              own,
              leaf ->
                  leaf instanceof ScalarCode.Load l && reads.contains(l.operand())
                      ? chains.get(reads.indexOf(l.operand()))
                      : NestRewriter.KEPT);
      return Optional.of(
          new Nest(
              axes,
              rewriter.operands(),
              body.build(factors),
              Combine.FMA_CHAIN,
              epilogue.build(results),
              map.results().stream().map(own::apply).toList(),
              0));
    }

    /** The map's axes are the first of the joint ones. */
    private Accesses.AxisMap mapAxes(int rank) {
      return new Accesses.AxisMap(
          IntStream.range(0, map.axes().size()).mapToObj(a -> Index.along(a, rank)).toList(), rank);
    }

    /** The contraction's reduce axes are the last of the joint ones. */
    private Accesses.AxisMap withReduceAxes(Accesses.AxisMap parallel) {
      List<Index> axes = new ArrayList<>(parallel.axes());
      int next = map.axes().size();
      for (int a = 0; a < axes.size(); a++) {
        if (contraction.axes().get(a).isReduce()) {
          axes.set(a, Index.along(next++, parallel.rank()));
        }
      }
      return new Accesses.AxisMap(axes, parallel.rank());
    }
  }
}
