package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Gives a long sum in lanes with few results its blocks as parallel work: numerics rule 3 makes
 * each block of 1,024 points a sum of its own, and reduces the results of blocks by the same rule.
 */
final class SplitBlocks implements Fusion {
  /** Blocks from which on several threads are worth a second nest. */
  private static final long MIN_BLOCKS = 32;

  /** Results with which there is parallel work enough without splitting. */
  private static final long FEW_RESULTS = 16;

  @Override
  public NestProgram run(NestProgram program) {
    List<NestProgram.Buffer> buffers = new ArrayList<>(program.buffers());
    List<Nest> nests = new ArrayList<>();
    for (Nest nest : program.nests()) {
      Nest simple = nest.combine() == Combine.LANES ? NestSimplifier.simplify(nest) : nest;
      if (pays(simple)) {
        new Split(simple, buffers).addTo(nests);
      } else {
        nests.add(nest);
      }
    }
    return new NestProgram(nests, buffers, program.debugs());
  }

  private static boolean pays(Nest nest) {
    return nest.combine() == Combine.LANES
        && !nest.checked()
        && nest.trailingRun() == 1
        && nest.axes().stream().filter(Axis::isReduce).count() == 1
        && nest.reducePoints() >= MIN_BLOCKS * Combine.LANE_BLOCK
        && nest.parallelPoints() < FEW_RESULTS;
  }

  private record Split(Nest nest, List<NestProgram.Buffer> buffers) {
    void addTo(List<Nest> nests) {
      long whole = nest.reducePoints() / Combine.LANE_BLOCK;
      long rest = nest.reducePoints() % Combine.LANE_BLOCK;
      long blocks = whole + (rest > 0 ? 1 : 0);
      int partial = buffers.size();
      long bytes = blocks * nest.parallelPoints() * nest.body().resultTypes().getFirst().bytes();
      buffers.add(new NestProgram.Buffer(new NestProgram.Temporary(), bytes));
      nests.add(sums(partial, blocks, 0, whole, Combine.LANE_BLOCK));
      if (rest > 0) {
        nests.add(sums(partial, blocks, whole, 1, rest));
      }
      nests.add(total(partial, blocks));
    }

    /** Blocks {@code from .. from + count - 1}, each of {@code points}, with all side results. */
    private Nest sums(int partial, long blocks, long from, long count, long points) {
      int rank = nest.axes().size() + 1;
      List<Axis> axes = new ArrayList<>();
      List<Index> old = new ArrayList<>();
      List<Long> extents = new ArrayList<>();
      List<Index> place = new ArrayList<>();
      for (Axis axis : nest.axes()) {
        if (axis.isReduce()) {
          axes.add(Axis.parallel(count));
          old.add(position(from, axes.size(), rank));
          extents.add(blocks);
          place.add(Index.strided(from, axes.size() - 1, 1, rank));
          axes.add(Axis.reduce(points));
        } else {
          old.add(Index.along(axes.size(), rank));
          extents.add(axis.extent());
          place.add(old.getLast());
          axes.add(axis);
        }
      }
      Accesses.AxisMap map = new Accesses.AxisMap(old, rank);
      NestRewriter rewriter = new NestRewriter(List.of());
      ScalarCode.Builder body = new ScalarCode.Builder();
      List<Ref> values = rewriter.inline(body, nest, nest.body(), map);
      List<Access> results = new ArrayList<>();
      results.add(Access.of(partial, values.getFirst().dtype(), extents, place));
      int writes = nest.epilogue().results().size();
      nest.results().subList(writes, nest.results().size()).stream()
          .map(map::apply)
          .forEach(results::add);
      return new Nest(
          axes,
          rewriter.operands(),
          body.build(values),
          Combine.LANES,
          ScalarCode.identity(List.of(values.getFirst().dtype())),
          results,
          1);
    }

    /** The reduce axis as block and position, which is axis {@code axis}. */
    private static Index position(long from, int axis, int rank) {
      Long[] strides = new Long[rank];
      Arrays.fill(strides, 0L);
      strides[axis - 1] = (long) Combine.LANE_BLOCK;
      strides[axis] = 1L;
      return Index.affine(from * Combine.LANE_BLOCK, List.of(strides));
    }

    /** Reduces the results of blocks, and runs the epilogue. */
    private Nest total(int partial, long blocks) {
      int rank = nest.axes().size();
      List<Axis> axes = new ArrayList<>();
      List<Long> extents = new ArrayList<>();
      List<Index> place = new ArrayList<>();
      for (Axis axis : nest.axes()) {
        place.add(Index.along(axes.size(), rank));
        axes.add(axis.isReduce() ? Axis.reduce(blocks) : axis);
        extents.add(axes.getLast().extent());
      }
      ScalarCode.Builder b = new ScalarCode.Builder();
      NestRewriter rewriter = new NestRewriter(nest.operands());
      int operand =
          rewriter.operand(
              Access.of(partial, nest.body().resultTypes().getFirst(), extents, place));
      ScalarCode body = b.build(List.of(b.load(operand, nest.body().resultTypes().getFirst())));
      return NestRewriter.compact(
          new Nest(
              axes,
              rewriter.operands(),
              body,
              Combine.LANES,
              nest.epilogue(),
              nest.results().subList(0, nest.epilogue().results().size()),
              1));
    }
  }
}
