package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;

/**
 * Gives long contractions with few results, a vector by a matrix for one, their chunks as parallel
 * work: a nest computes each chunk's chain on its own, a second one adds them in ascending order
 * (numerics rule 2) and runs the epilogue.
 */
final class SplitChunks implements Fusion {
  /** Chunks, from where splitting pays to where the sum has too many operands. */
  private static final long MIN_CHUNKS = 4;

  private static final long MAX_CHUNKS = 64;

  /** Results beyond which there is parallel work enough without splitting. */
  private static final long FEW_RESULTS = 16 << 10;

  /** Rows that share what is read of a matrix, at most: more keep the processor busy anyway. */
  private static final long FEW_ROWS = 8;

  @Override
  public NestProgram run(NestProgram program) {
    List<NestProgram.Buffer> buffers = new ArrayList<>(program.buffers());
    List<Nest> nests = new ArrayList<>();
    for (Nest nest : program.nests()) {
      Nest simple = NestSimplifier.simplify(nest);
      if (pays(simple)) {
        new Split(simple, buffers).addTo(nests);
      } else {
        nests.add(nest);
      }
    }
    return new NestProgram(nests, buffers, program.debugs());
  }

  private static boolean pays(Nest nest) {
    long chunks = nest.reducePoints() / Combine.KC;
    return (nest.combine() == Combine.FMA_CHAIN || nest.combine() == Combine.ADD_CHAIN)
        && nest.chains() == 1
        && !nest.checked()
        && chunks >= MIN_CHUNKS
        && Math.ceilDiv(nest.reducePoints(), (long) Combine.KC) <= MAX_CHUNKS
        && nest.axes().stream().filter(Axis::isReduce).count() == 1
        && nest.parallelPoints() <= FEW_RESULTS
        && hasFewRows(nest);
  }

  /** Whether there is no row axis, or a short one beside that of the lanes. */
  private static boolean hasFewRows(Nest nest) {
    List<Long> parallel =
        nest.axes().stream().filter(a -> !a.isReduce()).map(Axis::extent).toList();
    return parallel.size() < 2
        || (parallel.size() == 2 && parallel.stream().anyMatch(e -> e <= FEW_ROWS));
  }

  /** The nests that one becomes. */
  private record Split(Nest nest, List<NestProgram.Buffer> buffers) {
    void addTo(List<Nest> nests) {
      long points = nest.reducePoints();
      long whole = points / Combine.KC;
      long rest = points % Combine.KC;
      long chunks = whole + (rest > 0 ? 1 : 0);
      int partial = buffers.size();
      long bytes = chunks * nest.parallelPoints() * dtype().bytes();
      buffers.add(new NestProgram.Buffer(new NestProgram.Temporary(), bytes));
      nests.add(chains(partial, chunks, 0, whole, Combine.KC));
      if (rest > 0) {
        nests.add(chains(partial, chunks, whole, 1, rest));
      }
      nests.add(sum(partial, chunks));
    }

    private DType dtype() {
      return nest.body().resultTypes().getFirst();
    }

    /** Chunks {@code from .. from + count - 1}, each of {@code points}. */
    private Nest chains(int partial, long chunks, long from, long count, long points) {
      int rank = nest.axes().size() + 1;
      List<Axis> axes = new ArrayList<>();
      axes.add(Axis.parallel(count));
      List<Index> old = new ArrayList<>();
      for (int a = 0; a < nest.axes().size(); a++) {
        boolean reduce = nest.axes().get(a).isReduce();
        axes.add(reduce ? Axis.reduce(points) : nest.axes().get(a));
        old.add(reduce ? position(from, a + 1, rank) : Index.along(a + 1, rank));
      }
      Accesses.AxisMap map = new Accesses.AxisMap(old, rank);
      NestRewriter rewriter = new NestRewriter(List.of());
      ScalarCode.Builder body = new ScalarCode.Builder();
      List<Ref> factors = rewriter.inline(body, nest, nest.body(), map);
      return Nest.reduction(
          axes,
          rewriter.operands(),
          body.build(factors),
          nest.combine(),
          partial(partial, chunks, Index.strided(from, 0, 1, rank), 1),
          0);
    }

    private static Index position(long from, int axis, int rank) {
      Long[] strides = new Long[rank];
      java.util.Arrays.fill(strides, 0L);
      strides[0] = (long) Combine.KC;
      strides[axis] = 1L;
      return Index.affine(from * Combine.KC, List.of(strides));
    }

    /** Partial sums lie by chunks, then by the parallel axes, which start at {@code first}. */
    private Access partial(int buffer, long chunks, Index chunk, int first) {
      int rank = chunk.strides().size();
      List<Long> extents = new ArrayList<>(List.of(chunks));
      List<Index> indices = new ArrayList<>(List.of(chunk));
      for (int a = 0; a < nest.axes().size(); a++) {
        if (!nest.axes().get(a).isReduce()) {
          extents.add(nest.extent(a));
          indices.add(Index.along(first + a, rank));
        }
      }
      return Access.of(buffer, dtype(), extents, indices);
    }

    private Nest sum(int partial, long chunks) {
      int rank = nest.axes().size();
      Accesses.AxisMap same =
          new Accesses.AxisMap(
              IntStream.range(0, rank)
                  .mapToObj(a ->
                      nest.axes().get(a).isReduce()
                          ? Index.constant(0, rank)
                          : Index.along(a, rank))
                  .toList(),
              rank);
      NestRewriter rewriter = new NestRewriter(List.of());
      ScalarCode.Builder b = new ScalarCode.Builder();
      Ref total = load(b, rewriter, partial, chunks, 0);
      for (long c = 1; c < chunks; c++) {
        total = b.add(total, load(b, rewriter, partial, chunks, c));
      }
      List<Ref> results = rewriter.inline(b, nest, nest.epilogue(), same, total);
      return Nest.map(
          nest.axes().stream().map(a -> a.isReduce() ? Axis.parallel(1) : a).toList(),
          rewriter.operands(),
          b.build(results),
          nest.results().stream().map(same::apply).toList());
    }

    private Ref load(
        ScalarCode.Builder b, NestRewriter rewriter, int partial, long chunks, long chunk) {
      Access access = partial(partial, chunks, Index.constant(chunk, nest.axes().size()), 0);
      return b.load(rewriter.operand(access), dtype());
    }
  }
}
