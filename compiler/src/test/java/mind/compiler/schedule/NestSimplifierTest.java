package mind.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import org.junit.jupiter.api.Test;

/** What becomes simpler; that it stays the same is checked wherever kernels are run. */
class NestSimplifierTest {
  private static ScalarCode load() {
    ScalarCode.Builder b = new ScalarCode.Builder();
    return b.build(List.of(b.load(0, DType.F32)));
  }

  private static Access along(int buffer, List<Axis> axes, Integer... order) {
    List<Long> extents = List.of(order).stream().map(a -> axes.get(a).extent()).toList();
    List<Index> indices = List.of(order).stream().map(a -> Index.along(a, axes.size())).toList();
    return Access.of(buffer, DType.F32, extents, indices);
  }

  private static List<Axis> axesOf(Nest nest) {
    return NestSimplifier.simplify(nest).axes();
  }

  @Test
  void elementWiseNestsHaveOneAxis() {
    List<Axis> axes = List.of(Axis.parallel(3), Axis.parallel(1), Axis.parallel(5));
    Access read = along(0, axes, 0, 1, 2);
    Nest nest = Nest.map(axes, List.of(read), load(), List.of(read.withBuffer(1)));
    assertThat(axesOf(nest)).containsExactly(Axis.parallel(15));
  }

  @Test
  void transposesKeepTheirAxes() {
    List<Axis> axes = List.of(Axis.parallel(3), Axis.parallel(5));
    Nest nest =
        Nest.map(axes, List.of(along(0, axes, 1, 0)), load(), List.of(along(1, axes, 0, 1)));
    assertThat(axesOf(nest)).isEqualTo(axes);
  }

  /** The lanes of a sum restart at each run, so an axis of the run never joins one before it. */
  @Test
  void runsStayApart() {
    List<Axis> axes = List.of(Axis.reduce(3), Axis.reduce(5), Axis.reduce(7));
    Access read = along(0, axes, 0, 1, 2);
    Access result = along(1, axes);
    Nest one = Nest.reduction(axes, List.of(read), load(), Combine.LANES, result, 1);
    assertThat(axesOf(one)).containsExactly(Axis.reduce(15), Axis.reduce(7));
    Nest two = Nest.reduction(axes, List.of(read), load(), Combine.LANES, result, 2);
    assertThat(axesOf(two)).containsExactly(Axis.reduce(3), Axis.reduce(35));
    assertThat(NestSimplifier.simplify(two).trailingRun()).isEqualTo(1);
  }

  @Test
  void guardsThatAlwaysHoldGo() {
    List<Axis> axes = List.of(Axis.parallel(4));
    Index shifted = Index.strided(1, 0, 1, 1);
    Access inside = new Access(0, DType.F32, List.of(5L), List.of(shifted), true, 0);
    Access outside = new Access(0, DType.F32, List.of(4L), List.of(shifted), true, 0);
    for (Access read : List.of(inside, outside)) {
      Nest nest = Nest.map(axes, List.of(read), load(), List.of(along(1, axes, 0)));
      boolean guarded = NestSimplifier.simplify(nest).operands().getFirst().guarded();
      assertThat(guarded).isEqualTo(read.equals(outside));
    }
  }
}
