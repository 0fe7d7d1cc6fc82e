package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;

/**
 * Algebra of accesses: what a nest reads or writes when its axes become affine in another nest's
 * axes.
 */
final class Accesses {
  private Accesses() {}

  /**
   * Where each axis of one nest stands in terms of the {@code rank} axes of another: affine,
   * without division.
   */
  record AxisMap(List<Index> axes, int rank) {

    /** An access by the old axes as one by the new axes. */
    Access apply(Access access) {
      return new Access(
          access.buffer(),
          access.dtype(),
          access.extents(),
          access.indices().stream().map(this::apply).toList(),
          access.guarded(),
          access.fill());
    }

    private Index apply(Index index) {
      long offset = index.offset();
      Long[] strides = new Long[rank];
      Arrays.fill(strides, 0L);
      for (int a = 0; a < axes.size(); a++) {
        long factor = index.strides().get(a);
        Index axis = axes.get(a);
        offset += factor * axis.offset();
        for (int i = 0; i < rank; i++) {
          strides[i] += factor * axis.strides().get(i);
        }
      }
      return new Index(offset, List.of(strides), index.divisor(), index.indirect());
    }
  }

  /**
   * The dimension of a buffer that each axis of the nest alone runs along from end to end; -1 for
   * axes of extent 1 that run along none. Empty unless the access covers the buffer so, point by
   * point.
   */
  static Optional<int[]> permutation(Access access, List<Long> axisExtents) {
    int[] dimOf = new int[axisExtents.size()];
    Arrays.fill(dimOf, -1);
    if (access.guarded() || access.indirectOperand() >= 0) {
      return Optional.empty();
    }
    for (int d = 0; d < access.indices().size(); d++) {
      Index index = access.indices().get(d);
      int axis = onlyAxis(index, axisExtents);
      if (axis >= 0 && dimOf[axis] < 0 && axisExtents.get(axis).equals(access.extents().get(d))) {
        dimOf[axis] = d;
      } else if (access.extents().get(d) != 1 || index.offset() != 0) {
        return Optional.empty();
      }
    }
    for (int a = 0; a < dimOf.length; a++) {
      if (dimOf[a] < 0 && axisExtents.get(a) != 1) {
        return Optional.empty();
      }
    }
    return Optional.of(dimOf);
  }

  /** The one axis longer than 1 that an index runs along with stride 1 from 0, or -1. */
  private static int onlyAxis(Index index, List<Long> axisExtents) {
    int only = -1;
    for (int a = 0; a < index.strides().size(); a++) {
      long stride = axisExtents.get(a) == 1 ? 0 : index.strides().get(a);
      if (stride == 1 && only < 0) {
        only = a;
      } else if (stride != 0) {
        return -1;
      }
    }
    return index.offset() == 0 && index.divisor() == 1 ? only : -1;
  }

  /**
   * How a reader addresses the dimensions {@code extents} under which a writer sees the same
   * buffer: the same dimensions, or the same but for those of size 1. Empty where the two views
   * differ more.
   */
  static Optional<List<Index>> viewedAs(List<Long> extents, Access read, int rank) {
    List<Index> indices = new ArrayList<>();
    int r = 0;
    for (long extent : extents) {
      while (r < read.extents().size() && read.extents().get(r) == 1 && extent != 1) {
        r++;
      }
      if (extent == 1) {
        indices.add(Index.constant(0, rank));
        r += r < read.extents().size() && read.extents().get(r) == 1 ? 1 : 0;
      } else if (r < read.extents().size() && read.extents().get(r) == extent) {
        indices.add(read.indices().get(r++));
      } else {
        return Optional.empty();
      }
    }
    while (r < read.extents().size() && read.extents().get(r) == 1) {
      r++;
    }
    return r == read.extents().size() ? Optional.of(indices) : Optional.empty();
  }

  /**
   * Where the axes of {@code writer} stand when {@code read} asks for what it wrote, in terms of
   * the {@code rank} axes of the reader; empty if they cannot be told. Reduce axes, which results
   * never run along, are left at 0.
   */
  static Optional<AxisMap> writing(Nest writer, Access read, int rank) {
    Access written = writer.results().getFirst();
    List<Long> extents = writer.axes().stream().map(a -> a.isReduce() ? 1L : a.extent()).toList();
    if (read.guarded() || read.indirectOperand() >= 0) {
      return Optional.empty();
    }
    return permutation(written, extents)
        .flatMap(dimOf ->
            viewedAs(written.extents(), read, rank)
                .map(indices -> {
                  List<Index> axes = new ArrayList<>();
                  for (int dim : dimOf) {
                    axes.add(dim < 0 ? Index.constant(0, rank) : indices.get(dim));
                  }
                  return new AxisMap(axes, rank);
                }));
  }

  /** The step in elements that one step of an axis takes through the buffer of an affine access. */
  static long linearStride(Access access, int axis) {
    long[] buffer = access.bufferStrides();
    long stride = 0;
    for (int d = 0; d < buffer.length; d++) {
      stride += buffer[d] * access.indices().get(d).strides().get(axis);
    }
    return stride;
  }
}
