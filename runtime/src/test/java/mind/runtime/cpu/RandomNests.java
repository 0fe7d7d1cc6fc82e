package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/** Random legal nests: any access pattern, any scalar code, any combine rule. */
final class RandomNests {
  private static final long[] EXTENTS = {1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 40, 65};

  private final Random random;
  private List<Axis> axes = List.of();

  RandomNests(long seed) {
    random = new Random(seed);
  }

  /** A nest with this combine rule. */
  Nest next(Combine combine) {
    chooseAxes(combine);
    DType dtype = combine == Combine.NONE ? anyType() : sumType();
    if ((combine == Combine.MAX || combine == Combine.MIN) && random.nextInt(6) == 0) {
      dtype = DType.BOOL;
    }
    List<Access> operands = new ArrayList<>();
    int indexOperand = -1;
    if (random.nextInt(4) == 0 || combine == Combine.SCATTER_ADD) {
      indexOperand = 0;
      operands.add(read(0, random.nextBoolean() ? DType.I32 : DType.I64, -1));
    }
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      DType type = i == 0 ? dtype : anyType();
      operands.add(read(operands.size(), type, combine == Combine.SCATTER_ADD ? -1 : indexOperand));
    }
    int chains = combine == Combine.FMA_CHAIN && random.nextInt(3) == 0 ? 2 : 1;
    int sides = combine == Combine.LANES ? random.nextInt(2) : 0;
    int values = combine == Combine.FMA_CHAIN ? 2 * chains : 1 + sides;
    ScalarCode body = code(operands, combine, dtype, values);
    int results = combine == Combine.SCATTER_ADD ? 1 : 1 + random.nextInt(2);
    ScalarCode epilogue = epilogue(operands, dtype, chains, results, combine);
    List<Access> writes = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      writes.add(
          combine == Combine.SCATTER_ADD
              ? scatter(operands.size(), dtype)
              : write(operands.size() + i, epilogue.resultTypes().get(i)));
    }
    for (int i = 0; i < sides; i++) {
      writes.add(side(operands.size() + results + i, dtype));
    }
    int reduceAxes = (int) axes.stream().filter(Axis::isReduce).count();
    int run = combine == Combine.LANES ? 1 + random.nextInt(reduceAxes) : 0;
    return new Nest(axes, operands, body, combine, epilogue, writes, run);
  }

  private void chooseAxes(Combine combine) {
    List<Axis> chosen = new ArrayList<>();
    int rank = random.nextInt(4);
    long points = 1;
    for (int a = 0; a <= rank; a++) {
      long extent = EXTENTS[random.nextInt(EXTENTS.length)];
      if (points * extent <= 6000 && (a > 0 || combine == Combine.NONE)) {
        chosen.add(Axis.parallel(extent));
        points *= extent;
      }
    }
    int reduce = combine == Combine.NONE ? 0 : 1 + random.nextInt(3);
    for (int a = 0; a < reduce; a++) {
      long extent =
          random.nextInt(3) > 0 ? EXTENTS[random.nextInt(EXTENTS.length)] : random.nextLong(1, 700);
      if (a == 0 || points * extent <= 30_000) {
        chosen.add(random.nextInt(chosen.size() + 1), Axis.reduce(extent));
        points *= extent;
      }
    }
    axes = List.copyOf(chosen);
  }

  private DType anyType() {
    return RandomScalars.TYPES.get(random.nextInt(5));
  }

  private DType sumType() {
    return List.of(DType.F32, DType.F32, DType.F64, DType.I32, DType.I64).get(random.nextInt(5));
  }

  /**
   * An operand that walks some axes in some order; maybe strided, divided, guarded or indirect in
   * one dimension.
   */
  private Access read(int buffer, DType dtype, int indexOperand) {
    List<Integer> order = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      if (random.nextInt(4) > 0) {
        order.add(a);
      }
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(order, random);
    }
    boolean guarded = random.nextInt(4) == 0;
    List<Long> extents = new ArrayList<>();
    List<Index> indices = new ArrayList<>();
    if (indexOperand >= 0 && random.nextBoolean()) {
      indices.add(Index.indirect(indexOperand, axes.size()));
      extents.add((long) random.nextInt(800, 1200));
      order = order.subList(0, Math.min(1, order.size()));
    }
    for (int axis : order) {
      addDimension(axis, guarded, extents, indices);
    }
    return new Access(
        buffer, dtype, extents, indices, guarded, guarded ? Values.random(dtype, random) : 0);
  }

  private void addDimension(int axis, boolean guarded, List<Long> extents, List<Index> indices) {
    long extent = axes.get(axis).extent();
    long stride = List.of(1L, 1L, 1L, 2L, 3L, -1L).get(random.nextInt(6));
    long offset = stride < 0 ? extent - 1 : random.nextInt(3);
    long size = Math.max(offset, offset + stride * (extent - 1)) + 1 + random.nextInt(2);
    long divisor = 1;
    if (guarded && random.nextBoolean()) {
      divisor = random.nextLong(1, 4);
      offset -= random.nextInt(4);
      size = Math.max(1, size / divisor - random.nextInt(3));
    }
    Long[] strides = new Long[axes.size()];
    java.util.Arrays.fill(strides, 0L);
    strides[axis] = stride;
    if (!extents.isEmpty() || axes.size() < 2 || random.nextInt(5) > 0) {
      indices.add(new Index(offset, List.of(strides), divisor, -1));
      extents.add(size);
      return;
    }
    int other = random.nextInt(axes.size()); // a window: the sum of two axes
    strides[other] += 1;
    indices.add(new Index(offset, List.of(strides), divisor, -1));
    extents.add(guarded ? size : size + axes.get(other).extent());
  }

  /** A result: every parallel axis is a dimension, so that no two points write one place. */
  private Access write(int buffer, DType dtype) {
    List<Integer> order = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      if (!axes.get(a).isReduce()) {
        order.add(a);
      }
    }
    if (random.nextInt(4) == 0) {
      Collections.shuffle(order, random);
    }
    boolean guarded = random.nextInt(5) == 0;
    List<Long> extents = new ArrayList<>();
    List<Index> indices = new ArrayList<>();
    for (int axis : order) {
      long stride = random.nextInt(6) == 0 ? 2 : 1;
      long offset = random.nextInt(2);
      long cut = guarded ? random.nextInt(3) : 0;
      indices.add(Index.strided(offset - (guarded ? 1 : 0), axis, stride, axes.size()));
      extents.add(Math.max(1, offset + stride * (axes.get(axis).extent() - 1) + 1 - cut));
    }
    return new Access(buffer, dtype, extents, indices, guarded, 0);
  }

  /** A side result: every axis is a dimension. */
  private Access side(int buffer, DType dtype) {
    List<Long> extents = axes.stream().map(Axis::extent).toList();
    List<Index> indices = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      indices.add(Index.along(a, axes.size()));
    }
    return Access.of(buffer, dtype, extents, indices);
  }

  private Access scatter(int buffer, DType dtype) {
    Access plain = write(buffer, dtype);
    List<Long> extents = new ArrayList<>(plain.extents());
    List<Index> indices = new ArrayList<>(plain.indices());
    int at = random.nextInt(extents.size() + 1);
    extents.add(at, (long) random.nextInt(5, 25));
    indices.add(at, Index.indirect(0, axes.size()));
    return new Access(buffer, dtype, extents, indices, plain.guarded(), 0);
  }

  private ScalarCode code(List<Access> operands, Combine combine, DType dtype, int values) {
    RandomScalars scalars = new RandomScalars(random);
    for (int i = 0; i < operands.size(); i++) {
      scalars.take(scalars.builder().load(i, operands.get(i).dtype()));
    }
    if (!axes.isEmpty() && random.nextInt(4) == 0) {
      scalars.take(scalars.builder().axis(random.nextInt(axes.size())));
    }
    scalars.grow(random.nextInt(combine == Combine.NONE ? 12 : 4));
    List<ScalarCode.Ref> results = new ArrayList<>();
    for (int i = 0; i < values; i++) {
      results.add(scalars.any(dtype));
    }
    return scalars.builder().build(results);
  }

  private ScalarCode epilogue(
      List<Access> operands, DType dtype, int chains, int results, Combine combine) {
    if (random.nextInt(3) > 0 && results == 1 && chains == 1) {
      return ScalarCode.identity(List.of(dtype));
    }
    RandomScalars scalars = new RandomScalars(random);
    for (int chain = 0; chain < chains; chain++) {
      scalars.take(scalars.builder().combined(chain, dtype));
    }
    for (int i = 0; i < operands.size(); i++) {
      if (isParallel(operands.get(i), operands)) {
        scalars.take(scalars.builder().load(i, operands.get(i).dtype()));
      }
    }
    scalars.grow(random.nextInt(5));
    List<ScalarCode.Ref> values = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      boolean free = combine != Combine.SCATTER_ADD && i > 0;
      values.add(free ? scalars.any(anyType()) : scalars.any(dtype));
    }
    return scalars.builder().build(values);
  }

  private boolean isParallel(Access access, List<Access> operands) {
    for (Index index : access.indices()) {
      if (index.isIndirect() && !isParallel(operands.get(index.indirect()), operands)) {
        return false;
      }
      for (int a = 0; a < axes.size(); a++) {
        if (axes.get(a).isReduce() && index.strides().get(a) != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
