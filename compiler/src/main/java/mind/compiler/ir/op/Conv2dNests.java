package mind.compiler.ir.op;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/**
 * Nests of a convolution, one for each residue of the output's row and column by lhsDilation: the
 * taps that fall on elements, not into holes, are then the same for all outputs of a nest and stand
 * in even steps.
 */
record Conv2dNests(Conv2d conv, Type type, Type x, Type kernel) {
  private static final int RANK = 8;
  private static final int IMAGE = 0;
  private static final int[] OUT = {1, 2};
  private static final int GROUP = 3;
  private static final int CHANNEL = 4;
  private static final int[] TAP = {5, 6};
  private static final int DEPTH = 7;

  /** Outputs residue, residue + spread, .. along one side: how many, and which taps they have. */
  private record Part(int outputs, int residue, int firstTap, int tapStep, int taps) {}

  Nest nest(int row, int column) {
    Part[] parts = {part(0, row), part(1, column)};
    boolean empty = parts[0].taps == 0 || parts[1].taps == 0;
    int perGroup = type.dim(3) / conv.groups();
    List<Axis> axes =
        List.of(
            Axis.parallel(x.dim(0)),
            Axis.parallel(parts[0].outputs),
            Axis.parallel(parts[1].outputs),
            Axis.parallel(conv.groups()),
            Axis.parallel(perGroup),
            Axis.reduce(Math.max(1, parts[0].taps)),
            Axis.reduce(Math.max(1, parts[1].taps)),
            Axis.reduce(kernel.dim(2)));
    Access write = write(parts, perGroup);
    ScalarCode.Builder b = new ScalarCode.Builder();
    if (empty) { // no tap meets an element: the empty chain
      List<Axis> outer = axes.subList(0, TAP[0]);
      return Nest.map(
          outer,
          List.of(),
          b.build(List.of(b.literal(type.dtype(), 0))),
          List.of(firstAxes(write)));
    }
    ScalarCode factors = b.build(List.of(b.load(0, type.dtype()), b.load(1, type.dtype())));
    return Nest.reduction(
        axes,
        List.of(readInput(parts), readKernel(parts, perGroup)),
        factors,
        Combine.FMA_CHAIN,
        write,
        0);
  }

  private Part part(int d, int residue) {
    Conv2d.Side side = conv.side(d, x, kernel);
    int outputs = (type.dim(1 + d) - residue + side.spread() - 1) / side.spread();
    int first = -1;
    int step = side.taps();
    for (int tap = 0; tap < side.taps(); tap++) {
      if (Math.floorMod(side.spreadPosition(residue, tap), side.spread()) == 0) {
        if (first >= 0) {
          step = tap - first;
          break;
        }
        first = tap;
      }
    }
    int taps = first < 0 ? 0 : (side.taps() - 1 - first) / step + 1;
    return new Part(outputs, residue, Math.max(first, 0), step, taps);
  }

  private Access readInput(Part[] parts) {
    List<Index> indices = new ArrayList<>();
    indices.add(Index.along(IMAGE, RANK));
    for (int d = 0; d < 2; d++) {
      Conv2d.Side side = conv.side(d, x, kernel);
      long start = side.spreadPosition(parts[d].residue, parts[d].firstTap) / side.spread();
      long perTap = (long) parts[d].tapStep * side.gap() / side.spread();
      indices.add(index(start, OUT[d], side.stride(), TAP[d], perTap));
    }
    indices.add(index(0, GROUP, kernel.dim(2), DEPTH, 1));
    return new Access(0, x.dtype(), x.shape().extents(), indices, true, 0);
  }

  private Access readKernel(Part[] parts, int perGroup) {
    List<Index> indices = new ArrayList<>();
    for (int d = 0; d < 2; d++) {
      int first = parts[d].firstTap;
      long start = conv.flip() ? kernel.dim(d) - 1 - first : first;
      long step = conv.flip() ? -parts[d].tapStep : parts[d].tapStep;
      indices.add(Index.strided(start, TAP[d], step, RANK));
    }
    indices.add(Index.along(DEPTH, RANK));
    indices.add(index(0, GROUP, perGroup, CHANNEL, 1));
    return Loops.at(1, kernel, indices);
  }

  private Access write(Part[] parts, int perGroup) {
    List<Index> indices = new ArrayList<>();
    indices.add(Index.along(IMAGE, RANK));
    for (int d = 0; d < 2; d++) {
      indices.add(Index.strided(parts[d].residue, OUT[d], conv.lhsDilation().get(d), RANK));
    }
    indices.add(index(0, GROUP, perGroup, CHANNEL, 1));
    return Loops.at(2, type, indices);
  }

  private static Index index(long offset, int a, long strideA, int b, long strideB) {
    Long[] strides = new Long[RANK];
    java.util.Arrays.fill(strides, 0L);
    strides[a] = strideA;
    strides[b] = strideB;
    return Index.affine(offset, List.of(strides));
  }

  /** The access by the parallel axes alone. */
  private static Access firstAxes(Access access) {
    List<Index> indices =
        access.indices().stream()
            .map(i -> Index.affine(i.offset(), i.strides().subList(0, TAP[0])))
            .toList();
    return Access.of(access.buffer(), access.dtype(), access.extents(), indices);
  }
}
