package mind.compiler.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What is computed: for each point of the parallel axes, the body's values are combined over the
 * reduce axes in row-major order, and the epilogue's results are written. The algorithm alone; how
 * it is run is a schedule.
 *
 * @param axes in row-major order; in LANES, the trailing reduce axes are {@code trailingRun} many
 * @param operands what Load instructions of body and epilogue read
 * @param body one value; two factors for each chain of FMA_CHAIN; any number for NONE; in LANES, a
 *     further one for each side result
 * @param epilogue over the combined values (of FMA_CHAIN one for each chain) and operands that vary
 *     with parallel axes only; one value per result
 * @param results what the epilogue's values are written to, which varies with parallel axes only,
 *     except in SCATTER_ADD; after them, in LANES, side results: the body's further values are
 *     written there at every point
 * @param trailingRun for LANES: how many of the last reduce axes are the trailing run
 */
public record Nest(
    List<Axis> axes,
    List<Access> operands,
    ScalarCode body,
    Combine combine,
    ScalarCode epilogue,
    List<Access> results,
    int trailingRun) {

  public Nest {
    axes = List.copyOf(axes);
    operands = List.copyOf(operands);
    results = List.copyOf(results);
    int values = body.results().size();
    boolean fits =
        switch (combine) {
          case NONE -> true;
          case FMA_CHAIN -> values > 0 && values % 2 == 0;
          case LANES -> values == 1 + results.size() - epilogue.results().size();
          case ADD_CHAIN, MAX, MIN, SCATTER_ADD -> values == 1;
        };
    if (!fits) {
      throw new IllegalArgumentException(combine + " of " + values + " values");
    }
    int writes = epilogue.results().size();
    if (combine == Combine.LANES ? writes > results.size() : writes != results.size()) {
      throw new IllegalArgumentException("a value per result");
    }
    if (combine == Combine.NONE && axes.stream().anyMatch(Axis::isReduce)) {
      throw new IllegalArgumentException("reduce axes without a combine rule");
    }
  }

  /** An element-wise nest: the body's values are the results. */
  public static Nest map(
      List<Axis> axes, List<Access> operands, ScalarCode body, List<Access> results) {
    ScalarCode epilogue = ScalarCode.identity(body.resultTypes());
    return new Nest(axes, operands, body, Combine.NONE, epilogue, results, 0);
  }

  /** A reducing nest without further work in its epilogue. */
  public static Nest reduction(
      List<Axis> axes,
      List<Access> operands,
      ScalarCode body,
      Combine combine,
      Access result,
      int trailingRun) {
    ScalarCode epilogue = ScalarCode.identity(List.of(body.resultTypes().getFirst()));
    return new Nest(axes, operands, body, combine, epilogue, List.of(result), trailingRun);
  }

  /** How many values the body's combine to at a point. */
  public int chains() {
    return switch (combine) {
      case FMA_CHAIN -> body.results().size() / 2;
      case NONE -> body.results().size();
      case ADD_CHAIN, LANES, MAX, MIN, SCATTER_ADD -> 1;
    };
  }

  /** How many of the results are written at every point. */
  public int sides() {
    return results.size() - epilogue.results().size();
  }

  /** Whether running it can fail: some access has an index read from an operand. */
  public boolean checked() {
    return operands.stream().anyMatch(a -> a.indirectOperand() >= 0)
        || results.stream().anyMatch(a -> a.indirectOperand() >= 0);
  }

  /** The same computation with buffers renamed. */
  public Nest withBuffers(java.util.function.IntUnaryOperator rename) {
    return new Nest(
        axes,
        operands.stream().map(a -> a.withBuffer(rename.applyAsInt(a.buffer()))).toList(),
        body,
        combine,
        epilogue,
        results.stream().map(a -> a.withBuffer(rename.applyAsInt(a.buffer()))).toList(),
        trailingRun);
  }

  /** The buffers it touches, in order of first mention: operands, then results. */
  public List<Integer> buffers() {
    List<Integer> buffers = new ArrayList<>();
    for (List<Access> accesses : List.of(operands, results)) {
      for (Access access : accesses) {
        if (!buffers.contains(access.buffer())) {
          buffers.add(access.buffer());
        }
      }
    }
    return buffers;
  }

  /** The extent of an axis; 1 of none, -1. */
  public long extent(int axis) {
    return axis < 0 ? 1 : axes.get(axis).extent();
  }

  /** Points of the parallel axes. */
  public long parallelPoints() {
    return axes.stream()
        .filter(a -> !a.isReduce())
        .mapToLong(Axis::extent)
        .reduce(1, (a, b) -> a * b);
  }

  /** Points of the reduce axes. */
  public long reducePoints() {
    return axes.stream().filter(Axis::isReduce).mapToLong(Axis::extent).reduce(1, (a, b) -> a * b);
  }
}
