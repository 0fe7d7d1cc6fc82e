package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;

/**
 * A result that a nest writes as one rectangle, each of its elements once.
 *
 * @param axes which axis runs along each dimension; -1: there is one index
 */
record Slice(Access access, List<Integer> axes) {

  Slice {
    axes = List.copyOf(axes);
  }

  /** The rectangle, if every parallel axis runs along one dimension of its own. */
  static Optional<Slice> of(Nest nest, Access result) {
    List<Integer> axes = new ArrayList<>();
    for (Index index : result.indices()) {
      if (result.guarded() || index.isIndirect() || index.divisor() != 1) {
        return Optional.empty();
      }
      axes.add(axis(nest, index, axes));
    }
    for (int a = 0; a < nest.axes().size(); a++) {
      Axis axis = nest.axes().get(a);
      int place = axes.indexOf(a);
      long used = 0;
      for (Index index : result.indices()) {
        used += index.strides().get(a) != 0 ? 1 : 0;
      }
      boolean alone = used == 1 && place >= 0 && result.indices().get(place).strides().get(a) > 0;
      if (axis.extent() > 1 && (axis.isReduce() ? used > 0 : !alone)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Slice(result, axes));
  }

  /** The axis of more than one point that moves an index, else another one that would; or -1. */
  private static int axis(Nest nest, Index index, List<Integer> taken) {
    int found = -1;
    for (int a = nest.axes().size() - 1; a >= 0; a--) {
      boolean moves = index.strides().get(a) != 0 && !nest.axes().get(a).isReduce();
      if (moves && !taken.contains(a) && (found < 0 || nest.axes().get(a).extent() > 1)) {
        found = a;
      }
    }
    return found;
  }

  /** The axes that run, dimension by dimension. */
  List<Integer> running() {
    return axes.stream().filter(a -> a >= 0).toList();
  }

  /** Extents of what is written, a dimension for each axis that runs. */
  List<Long> extents(Nest nest) {
    return running().stream().map(a -> nest.axes().get(a).extent()).toList();
  }

  /** Whether it is all of the tensor. */
  boolean isWhole(Nest nest) {
    return extents(nest).equals(access.extents());
  }

  /** The operation that puts what is written into a tensor. */
  String insert(Nest nest, TensorValue part, TensorValue into) {
    List<Long> sizes = axes.stream().map(a -> a < 0 ? 1 : nest.axes().get(a).extent()).toList();
    LongStream.Builder strides = LongStream.builder();
    for (int d = 0; d < axes.size(); d++) {
      boolean runs = sizes.get(d) > 1;
      strides.add(runs ? access.indices().get(d).strides().get(axes.get(d)) : 1);
    }
    return ("tensor.insert_slice " + part.name() + " into " + into.name())
        + access.indices().stream().map(Index::offset).toList()
        + " "
        + sizes
        + " "
        + strides.build().boxed().toList()
        + (" : " + part.type() + " into " + into.type());
  }
}
