package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Gives contractions whose shared factor is known before the calls, a layer's weights for one, a
 * copy of it in panels as wide as a tile, one after the other: what would be copied into a panel
 * with each call lies there already. The lane axis becomes two, over panels and within one, and all
 * else follows from that.
 */
final class PackBound implements Fusion {
  private final Target target;

  PackBound(Target target) {
    this.target = target;
  }

  @Override
  public NestProgram run(NestProgram program) {
    Set<Integer> known = Prepare.known(program).buffers();
    if (known.isEmpty()) {
      return program;
    }
    List<NestProgram.Buffer> buffers = new ArrayList<>(program.buffers());
    List<Nest> nests = new ArrayList<>();
    for (Nest nest : program.nests()) {
      Nest simple = NestSimplifier.simplify(nest);
      Optional<Packed> packed = packed(simple, known, buffers.size());
      if (packed.isPresent()) {
        buffers.add(new NestProgram.Buffer(new NestProgram.Temporary(), packed.get().panelBytes()));
        nests.add(packed.get().pack());
        nests.add(packed.get().contraction());
      } else {
        nests.add(nest);
      }
    }
    return new NestProgram(nests, buffers, program.debugs());
  }

  private Optional<Packed> packed(Nest nest, Set<Integer> known, int buffer) {
    Optional<Schedule> panels = Scheduler.panels(nest, target);
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    Schedule schedule = panels.get();
    OptionalInt operand = nest.body().only(schedule.staged()).operand();
    if (operand.isEmpty()) {
      return Optional.empty();
    }
    Access factor = nest.operands().get(operand.getAsInt());
    int width = schedule.vectors() * schedule.lanes();
    boolean fits =
        known.contains(factor.buffer())
            && !factor.guarded()
            && nest.extent(schedule.laneAxis()) % width == 0
            && isMatrix(nest, factor, schedule.laneAxis());
    return fits
        ? Optional.of(new Packed(nest, operand.getAsInt(), schedule.laneAxis(), width, buffer))
        : Optional.empty();
  }

  /** Whether the factor varies along the lane axis and the reduce axis, and no other. */
  private static boolean isMatrix(Nest nest, Access factor, int laneAxis) {
    for (int a = 0; a < nest.axes().size(); a++) {
      boolean varies = Neighbours.along(a, factor, nest) != Neighbours.SAME;
      if (varies != (a == laneAxis || nest.axes().get(a).isReduce())) {
        return false;
      }
    }
    return true;
  }

  /** The nests that a contraction becomes. */
  private record Packed(Nest nest, int operand, int laneAxis, int width, int buffer) {
    private Access factor() {
      return nest.operands().get(operand);
    }

    private DType dtype() {
      return factor().dtype();
    }

    private int reduceAxis() {
      for (int a = 0; a < nest.axes().size(); a++) {
        if (nest.axes().get(a).isReduce()) {
          return a;
        }
      }
      throw new IllegalStateException("no contraction");
    }

    private long panels() {
      return nest.extent(laneAxis) / width;
    }

    private List<Long> extents() {
      return List.of(panels(), nest.reducePoints(), (long) width);
    }

    long panelBytes() {
      return panels() * nest.reducePoints() * width * dtype().bytes();
    }

    /** Copies the factor: axes are the panel, the reduce axis and the column. */
    Nest pack() {
      List<Index> axes = new ArrayList<>();
      for (int a = 0; a < nest.axes().size(); a++) {
        axes.add(
            a == laneAxis
                ? Index.affine(0, List.of((long) width, 0L, 1L))
                : a == reduceAxis() ? Index.along(1, 3) : Index.constant(0, 3));
      }
      ScalarCode.Builder b = new ScalarCode.Builder();
      return Nest.map(
          extents().stream().map(Axis::parallel).toList(),
          List.of(new Accesses.AxisMap(axes, 3).apply(factor())),
          b.build(List.of(b.load(0, dtype()))),
          List.of(
              Access.of(
                  buffer,
                  dtype(),
                  extents(),
                  List.of(Index.along(0, 3), Index.along(1, 3), Index.along(2, 3)))));
    }

    /** The contraction with an axis of panels in front of that of the lanes. */
    Nest contraction() {
      int rank = nest.axes().size() + 1;
      List<Axis> axes = new ArrayList<>();
      List<Index> old = new ArrayList<>();
      for (int a = 0; a < nest.axes().size(); a++) {
        if (a == laneAxis) {
          axes.add(Axis.parallel(panels()));
          axes.add(Axis.parallel(width));
          Index panel = Index.strided(0, a, width, rank);
          List<Long> strides = new ArrayList<>(panel.strides());
          strides.set(a + 1, 1L);
          old.add(Index.affine(0, strides));
        } else {
          old.add(Index.along(axes.size(), rank));
          axes.add(nest.axes().get(a));
        }
      }
      Accesses.AxisMap map = new Accesses.AxisMap(old, rank);
      List<Access> operands = new ArrayList<>(nest.operands().stream().map(map::apply).toList());
      Index k = old.get(reduceAxis());
      operands.set(
          operand,
          Access.of(
              buffer,
              dtype(),
              extents(),
              List.of(Index.along(laneAxis, rank), k, Index.along(laneAxis + 1, rank))));
      return new Nest(
          axes,
          operands,
          nest.body(),
          nest.combine(),
          nest.epilogue(),
          nest.results().stream().map(map::apply).toList(),
          nest.trailingRun());
    }
  }
}
