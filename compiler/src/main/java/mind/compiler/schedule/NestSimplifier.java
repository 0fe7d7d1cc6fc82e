package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Rewrites a nest to one that computes the same bits with fewer axes and simpler accesses: guards
 * that always hold go, neighbouring dimensions of an array become one, axes of extent 1 go, and two
 * axes that every access walks as one become one. An element-wise nest over whole arrays ends with
 * a single axis, whatever its rank was.
 */
public final class NestSimplifier {
  private NestSimplifier() {}

  /** The simplest equal nest, with the same buffers in the same order. */
  public static Nest simplify(Nest nest) {
    Nest simple = withoutUnitAxes(withAccesses(nest, nest.axes()));
    for (Optional<Nest> merged = mergeOnce(simple); merged.isPresent(); ) {
      simple = merged.get();
      merged = mergeOnce(simple);
    }
    return simple;
  }

  private static Nest withAccesses(Nest nest, List<Axis> axes) {
    return new Nest(
        axes,
        nest.operands().stream().map(a -> simplify(a, axes)).toList(),
        nest.body(),
        nest.combine(),
        nest.epilogue(),
        nest.results().stream().map(a -> simplify(a, axes)).toList(),
        nest.trailingRun());
  }

  private static Access simplify(Access access, List<Axis> axes) {
    List<Index> indices = access.indices().stream().map(i -> divide(i, axes)).toList();
    boolean guarded = false;
    for (int d = 0; d < indices.size(); d++) {
      guarded |= !alwaysInside(indices.get(d), access.extents().get(d), axes);
    }
    boolean guard = access.guarded() && guarded;
    return flatten(
        new Access(
            access.buffer(),
            access.dtype(),
            access.extents(),
            indices,
            guard,
            guard ? access.fill() : 0),
        axes);
  }

  /** Drops strides of unit axes, and the divisor where it divides every part. */
  private static Index divide(Index index, List<Axis> axes) {
    List<Long> strides =
        IntStream.range(0, axes.size())
            .mapToObj(a -> axes.get(a).extent() == 1 ? 0L : index.strides().get(a))
            .toList();
    long divisor = index.divisor();
    boolean exact =
        index.offset() % divisor == 0 && strides.stream().allMatch(s -> s % divisor == 0);
    return exact
        ? new Index(
            index.offset() / divisor,
            strides.stream().map(s -> s / divisor).toList(),
            1,
            index.indirect())
        : new Index(index.offset(), strides, divisor, index.indirect());
  }

  private static boolean alwaysInside(Index index, long extent, List<Axis> axes) {
    if (index.isIndirect()) {
      return true;
    }
    long lowest = index.offset();
    long highest = index.offset();
    for (int a = 0; a < axes.size(); a++) {
      long span = index.strides().get(a) * (axes.get(a).extent() - 1);
      lowest += Math.min(span, 0);
      highest += Math.max(span, 0);
    }
    return index.divisor() == 1 && lowest >= 0 && highest < extent;
  }

  /**
   * Joins neighbouring affine dimensions; of a guarded access those whose inner one is never left,
   * so that the outer one's bounds are those of both.
   */
  private static Access flatten(Access access, List<Axis> axes) {
    List<Long> extents = new ArrayList<>();
    List<Index> indices = new ArrayList<>();
    for (int d = 0; d < access.indices().size(); d++) {
      Index index = access.indices().get(d);
      long extent = access.extents().get(d);
      boolean inside = !access.guarded() || alwaysInside(index, extent, axes);
      if (!indices.isEmpty() && isPlain(indices.getLast()) && isPlain(index) && inside) {
        Index outer = indices.removeLast();
        extents.add(extents.removeLast() * extent);
        List<Long> strides =
            IntStream.range(0, index.strides().size())
                .mapToObj(a -> outer.strides().get(a) * extent + index.strides().get(a))
                .toList();
        indices.add(Index.affine(outer.offset() * extent + index.offset(), strides));
      } else {
        extents.add(extent);
        indices.add(index);
      }
    }
    return new Access(
        access.buffer(), access.dtype(), extents, indices, access.guarded(), access.fill());
  }

  private static boolean isPlain(Index index) {
    return !index.isIndirect() && index.divisor() == 1;
  }

  private static Nest withoutUnitAxes(Nest nest) {
    Nest rest = nest;
    for (int a = nest.axes().size() - 1; a >= 0; a--) {
      if (nest.axes().get(a).extent() == 1) {
        rest = withoutAxis(rest, a, rest.axes(), shorterRun(rest, a));
      }
    }
    return rest;
  }

  private static int shorterRun(Nest nest, int axis) {
    return inRun(nest, axis) ? nest.trailingRun() - 1 : nest.trailingRun();
  }

  private static boolean inRun(Nest nest, int axis) {
    long after = nest.axes().stream().skip(axis + 1L).filter(Axis::isReduce).count();
    return nest.axes().get(axis).isReduce() && after < nest.trailingRun();
  }

  /** The nest without an axis whose strides no longer count; {@code axes} still has it. */
  private static Nest withoutAxis(Nest nest, int axis, List<Axis> axes, int trailingRun) {
    List<Axis> rest = new ArrayList<>(axes);
    rest.remove(axis);
    return new Nest(
        rest,
        nest.operands().stream().map(a -> withoutAxis(a, axis)).toList(),
        withoutAxis(nest.body(), axis),
        nest.combine(),
        withoutAxis(nest.epilogue(), axis),
        nest.results().stream().map(a -> withoutAxis(a, axis)).toList(),
        trailingRun);
  }

  private static Access withoutAxis(Access access, int axis) {
    List<Index> indices = new ArrayList<>();
    for (Index index : access.indices()) {
      List<Long> strides = new ArrayList<>(index.strides());
      strides.remove(axis);
      indices.add(new Index(index.offset(), strides, index.divisor(), index.indirect()));
    }
    return new Access(
        access.buffer(),
        access.dtype(),
        access.extents(),
        indices,
        access.guarded(),
        access.fill());
  }

  private static ScalarCode withoutAxis(ScalarCode code, int axis) {
    IntUnaryOperator renumber = a -> a > axis ? a - 1 : a;
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(
        b.inline(
            code,
            leaf ->
                switch (leaf) {
                  case ScalarCode.AxisValue v ->
                      v.axis() == axis
                          ? b.integer(DType.I64, 0)
                          : b.axis(renumber.applyAsInt(v.axis()));
                  case ScalarCode.Load l -> b.same(l);
                  case ScalarCode.Combined c -> b.same(c);
                  case ScalarCode.Literal l -> b.same(l);
                  case ScalarCode.Apply a -> throw new IllegalStateException("no leaf");
                  case ScalarCode.Lookup l -> throw new IllegalStateException("no leaf");
                }));
  }

  /** Merges one pair of axes, if there is one to merge. */
  private static Optional<Nest> mergeOnce(Nest nest) {
    for (int inner = 0; inner < nest.axes().size(); inner++) {
      for (int outer = 0; outer < nest.axes().size(); outer++) {
        if (outer != inner && mayMerge(nest, outer, inner)) {
          return Optional.of(merge(nest, outer, inner));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean mayMerge(Nest nest, int outer, int inner) {
    Axis a = nest.axes().get(outer);
    Axis b = nest.axes().get(inner);
    if (a.kind() != b.kind() || isRead(nest, outer) || isRead(nest, inner)) {
      return false;
    }
    if (a.isReduce() && !isNextReduceAxis(nest, outer, inner)) {
      return false;
    }
    if (nest.combine() == Combine.LANES && inRun(nest, outer) != inRun(nest, inner)) {
      return false;
    }
    return Stream.concat(nest.operands().stream(), nest.results().stream())
        .flatMap(access -> access.indices().stream())
        .allMatch(i -> i.strides().get(outer) == i.strides().get(inner) * b.extent());
  }

  private static boolean isNextReduceAxis(Nest nest, int outer, int inner) {
    return outer < inner
        && nest.axes().subList(outer + 1, inner).stream().noneMatch(Axis::isReduce);
  }

  private static boolean isRead(Nest nest, int axis) {
    ScalarCode.AxisValue value = new ScalarCode.AxisValue(axis);
    return nest.body().instructions().contains(value)
        || nest.epilogue().instructions().contains(value);
  }

  private static Nest merge(Nest nest, int outer, int inner) {
    Axis a = nest.axes().get(outer);
    List<Axis> axes = new ArrayList<>(nest.axes());
    axes.set(inner, new Axis(a.kind(), a.extent() * axes.get(inner).extent()));
    int trailingRun = shorterRun(nest, outer);
    Nest merged = withoutAxis(nest, outer, axes, trailingRun);
    return withAccesses(merged, merged.axes());
  }
}
