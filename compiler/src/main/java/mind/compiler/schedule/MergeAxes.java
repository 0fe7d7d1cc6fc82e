package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Makes nests alike that run alike: affine accesses become one-dimensional, neighbouring axes that
 * every access walks as one become one, axes of extent 1 go. The order of every reduction stays.
 */
final class MergeAxes implements Fusion {
  @Override
  public NestProgram run(NestProgram program) {
    return program.withNests(program.nests().stream().map(MergeAxes::simplify).toList());
  }

  static Nest simplify(Nest nest) {
    Nest result =
        new Nest(
            nest.axes(),
            nest.operands().stream().map(MergeAxes::flat).toList(),
            nest.body(),
            nest.combine(),
            nest.epilogue(),
            nest.results().stream().map(MergeAxes::flat).toList(),
            nest.trailingRun());
    for (int a = result.axes().size() - 1; a >= 0; a--) {
      if (canDrop(result, a)) {
        result = drop(result, a);
      }
    }
    for (int a = result.axes().size() - 2; a >= 0; a--) {
      if (canMerge(result, a)) {
        result = merge(result, a);
      }
    }
    return result;
  }

  /** The access by one index over the whole buffer, where it is plain. */
  private static Access flat(Access access) {
    boolean plain =
        !access.guarded()
            && access.indices().stream().allMatch(i -> !i.isIndirect() && i.divisor() == 1)
            && !access.indices().isEmpty();
    if (!plain) {
      return access;
    }
    long[] buffer = access.bufferStrides();
    long offset = 0;
    int rank = access.indices().getFirst().strides().size();
    List<Long> strides = new ArrayList<>();
    for (int a = 0; a < rank; a++) {
      strides.add(Accesses.linearStride(access, a));
    }
    for (int d = 0; d < buffer.length; d++) {
      offset += buffer[d] * access.indices().get(d).offset();
    }
    long elements = access.extents().stream().reduce(1L, (x, y) -> x * y);
    return Access.of(
        access.buffer(), access.dtype(), List.of(elements), List.of(Index.affine(offset, strides)));
  }

  private static int firstOfTrailingRun(Nest nest) {
    int reduceAxes = (int) nest.axes().stream().filter(Axis::isReduce).count();
    int skip = reduceAxes - nest.trailingRun();
    for (int a = 0; a < nest.axes().size(); a++) {
      if (nest.axes().get(a).isReduce() && skip-- == 0) {
        return a;
      }
    }
    return nest.axes().size();
  }

  private static boolean inTrailingRun(Nest nest, int axis) {
    return nest.axes().get(axis).isReduce() && axis >= firstOfTrailingRun(nest);
  }

  /** A reduction keeps one reduce axis, and sixteen lanes their run. */
  private static boolean canDrop(Nest nest, int axis) {
    boolean lastOfItsKind =
        nest.axes().get(axis).isReduce()
            && (nest.axes().stream().filter(Axis::isReduce).count() == 1
                || (inTrailingRun(nest, axis) && nest.trailingRun() == 1));
    return nest.axes().get(axis).extent() == 1 && !lastOfItsKind;
  }

  private static Nest drop(Nest nest, int axis) {
    List<Axis> axes = new ArrayList<>(nest.axes());
    int run = nest.trailingRun() - (inTrailingRun(nest, axis) ? 1 : 0);
    axes.remove(axis);
    return rebuild(nest, axes, axis, run);
  }

  private static boolean canMerge(Nest nest, int a) {
    Axis outer = nest.axes().get(a);
    Axis inner = nest.axes().get(a + 1);
    boolean alike =
        outer.kind() == inner.kind()
            && (nest.combine() != Combine.LANES
                || inTrailingRun(nest, a) == inTrailingRun(nest, a + 1));
    return alike
        && !readsAxis(nest, a)
        && !readsAxis(nest, a + 1)
        && Stream.concat(nest.operands().stream(), nest.results().stream())
            .flatMap(access -> access.indices().stream())
            .allMatch(i -> i.strides().get(a) == i.strides().get(a + 1) * inner.extent());
  }

  private static boolean readsAxis(Nest nest, int axis) {
    return Stream.of(nest.body(), nest.epilogue())
        .flatMap(code -> code.instructions().stream())
        .anyMatch(i -> i instanceof ScalarCode.AxisValue v && v.axis() == axis);
  }

  private static Nest merge(Nest nest, int a) {
    List<Axis> axes = new ArrayList<>(nest.axes());
    Axis outer = axes.remove(a);
    int run = nest.trailingRun() - (inTrailingRun(nest, a) ? 1 : 0);
    axes.set(a, new Axis(outer.kind(), outer.extent() * nest.axes().get(a + 1).extent()));
    return rebuild(nest, axes, a, run);
  }

  /** The nest without axis {@code gone}, whose value is 0 where code still asks. */
  private static Nest rebuild(Nest nest, List<Axis> axes, int gone, int run) {
    return new Nest(
        axes,
        nest.operands().stream().map(a -> without(a, gone)).toList(),
        without(nest.body(), gone),
        nest.combine(),
        without(nest.epilogue(), gone),
        nest.results().stream().map(a -> without(a, gone)).toList(),
        run);
  }

  private static Access without(Access access, int gone) {
    List<Index> indices = new ArrayList<>();
    for (Index index : access.indices()) {
      List<Long> strides = new ArrayList<>(index.strides());
      strides.remove(gone);
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

  private static ScalarCode without(ScalarCode code, int gone) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(
        b.inline(
            code,
            leaf -> {
              if (leaf instanceof ScalarCode.AxisValue v) {
                return v.axis() == gone
                    ? b.integer(DType.I64, 0)
                    : b.axis(v.axis() > gone ? v.axis() - 1 : v.axis());
              }
              return b.same(leaf);
            }));
  }
}
