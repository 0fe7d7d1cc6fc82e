package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Gives contractions that read over the edges of an array a copy with the edges filled in, so that
 * their inner loops read without a look at bounds. A convolution reads each element for every tap
 * and channel, which a copy doesn't come near to.
 */
final class Padding implements Fusion {
  /** Reads of an element for which its copy pays. */
  private static final long READS = 8;

  @Override
  public NestProgram run(NestProgram program) {
    List<NestProgram.Buffer> buffers = new ArrayList<>(program.buffers());
    List<Nest> nests = new ArrayList<>();
    for (Nest nest : program.nests()) {
      nests.add(nest.combine() == Combine.FMA_CHAIN ? padded(nest, nests, buffers) : nest);
    }
    return new NestProgram(nests, buffers, program.debugs());
  }

  /** The nest reading copies, which are added to {@code nests} and {@code buffers}. */
  private static Nest padded(Nest nest, List<Nest> nests, List<NestProgram.Buffer> buffers) {
    List<Access> operands = new ArrayList<>(nest.operands());
    for (int number = 0; number < nest.operands().size(); number++) {
      Access guarded = nest.operands().get(number);
      if (!isPaddable(guarded)
          || !operands.contains(guarded)
          || !InlineProducers.reads(nest.body(), number)) {
        continue;
      }
      List<Access> same =
          operands.stream().filter(o -> isPaddable(o) && isSameArray(o, guarded)).toList();
      Box box = Box.around(same, nest.axes());
      if (box.isWithin(guarded.extents())
          || nest.parallelPoints() * nest.reducePoints() < READS * box.elements()) {
        continue;
      }
      int copy = buffers.size();
      long bytes = box.elements() * guarded.dtype().bytes();
      buffers.add(new NestProgram.Buffer(new NestProgram.Temporary(), bytes));
      nests.add(box.copy(guarded, copy));
      operands.replaceAll(o -> same.contains(o) ? box.inside(o, copy) : o);
    }
    return new Nest(
        nest.axes(),
        operands,
        nest.body(),
        nest.combine(),
        nest.epilogue(),
        nest.results(),
        nest.trailingRun());
  }

  private static boolean isPaddable(Access access) {
    return access.guarded()
        && access.indices().stream().allMatch(i -> i.divisor() == 1 && !i.isIndirect());
  }

  private static boolean isSameArray(Access a, Access b) {
    return a.buffer() == b.buffer()
        && a.dtype() == b.dtype()
        && a.extents().equals(b.extents())
        && a.fill() == b.fill();
  }

  /** The positions that accesses reach, inside an array or not. */
  private record Box(List<Long> lowest, List<Long> extents) {
    static Box around(List<Access> accesses, List<Axis> axes) {
      List<Long> lowest = new ArrayList<>();
      List<Long> extents = new ArrayList<>();
      for (int d = 0; d < accesses.getFirst().indices().size(); d++) {
        int dim = d;
        List<Range> ranges =
            accesses.stream().map(a -> Range.of(a.indices().get(dim), axes)).toList();
        long low = ranges.stream().map(Range::low).min(Comparator.naturalOrder()).orElseThrow();
        long high = ranges.stream().map(Range::high).max(Comparator.naturalOrder()).orElseThrow();
        lowest.add(low);
        extents.add(high - low + 1);
      }
      return new Box(lowest, extents);
    }

    /** Whether no position is outside an array of these extents. */
    boolean isWithin(List<Long> array) {
      return IntStream.range(0, array.size())
          .allMatch(d -> lowest.get(d) >= 0 && lowest.get(d) + extents.get(d) <= array.get(d));
    }

    long elements() {
      return extents.stream().reduce(1L, (a, b) -> a * b);
    }

    Nest copy(Access guarded, int buffer) {
      int rank = extents.size();
      List<Index> from =
          IntStream.range(0, rank).mapToObj(d -> Index.strided(lowest.get(d), d, 1, rank)).toList();
      List<Index> to = IntStream.range(0, rank).mapToObj(d -> Index.along(d, rank)).toList();
      ScalarCode.Builder b = new ScalarCode.Builder();
      return Nest.map(
          extents.stream().map(Axis::parallel).toList(),
          List.of(
              new Access(
                  guarded.buffer(),
                  guarded.dtype(),
                  guarded.extents(),
                  from,
                  true,
                  guarded.fill())),
          b.build(List.of(b.load(0, guarded.dtype()))),
          List.of(Access.of(buffer, guarded.dtype(), extents, to)));
    }

    Access inside(Access access, int buffer) {
      List<Index> indices =
          IntStream.range(0, extents.size())
              .mapToObj(d -> {
                Index index = access.indices().get(d);
                return Index.affine(index.offset() - lowest.get(d), index.strides());
              })
              .toList();
      return Access.of(buffer, access.dtype(), extents, indices);
    }
  }

  /** The least and the greatest value of an index. */
  private record Range(long low, long high) {
    static Range of(Index index, List<Axis> axes) {
      long low = index.offset();
      long high = index.offset();
      for (int a = 0; a < axes.size(); a++) {
        long span = index.strides().get(a) * (axes.get(a).extent() - 1);
        low += Math.min(span, 0);
        high += Math.max(span, 0);
      }
      return new Range(low, high);
    }
  }
}
