package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;

/**
 * Tiles whose points are each a chain over the reduce axes: FMA_CHAIN, ADD_CHAIN, and MAX and MIN,
 * which have no chunks. Every point has its own accumulator, so the order within a chain is the
 * nest's whatever the tile.
 */
final class ChainTiles implements Tiles {
  private final Emission e;
  private final Ir ir;
  private final DType dtype;
  private final boolean chunked;

  /** Loops over pieces of the innermost axis, at most, that are written out one after the other. */
  private static final long MAX_SEGMENTS = 12;

  ChainTiles(Emission e) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
    chunked = e.nest.combine() == Combine.FMA_CHAIN || e.nest.combine() == Combine.ADD_CHAIN;
  }

  @Override
  public void emit(int rows, int vectors, int lanes) {
    List<Spot> spots = Emission.spots(rows, vectors, lanes);
    List<Integer> axes = e.reduceAxes();
    int chains = e.nest.chains();
    UnaryOperator<List<Value>> step = accumulators -> step(spots, accumulators);
    List<Value> start = Collections.nCopies(spots.size() * chains, ir.splat(neutral(), lanes));
    List<Value> combined;
    if (!chunked || e.nest.reducePoints() <= Combine.KC) {
      combined = e.loopOver(axes, start, step);
    } else if (axes.size() == 1) {
      combined = chunksOfOneAxis(axes.getFirst(), start, step);
    } else if (segments(axes) <= MAX_SEGMENTS) {
      combined = chunksInSegments(axes, start, step);
    } else {
      combined = chunksAcrossAxes(axes, start, step);
    }
    for (int i = 0; i < spots.size(); i++) {
      e.finish(spots.get(i), combined.subList(i * chains, (i + 1) * chains));
    }
  }

  private Value neutral() {
    return switch (e.nest.combine()) {
      case MAX -> Scalars.neutralForExtreme(dtype, true);
      case MIN -> Scalars.neutralForExtreme(dtype, false);
      default -> Scalars.literal(dtype, 0);
    };
  }

  private List<Value> step(List<Spot> spots, List<Value> accumulators) {
    int chains = e.nest.chains();
    List<Value> next = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      int lanes = spots.get(i).lanes();
      List<Value> values = e.body(spots.get(i)).stream().map(v -> ir.splat(v, lanes)).toList();
      for (int chain = 0; chain < chains; chain++) {
        next.add(step(values, chain, accumulators.get(i * chains + chain)));
      }
    }
    return next;
  }

  private Value step(List<Value> values, int chain, Value accumulator) {
    return switch (e.nest.combine()) {
      case FMA_CHAIN ->
          e.scalars.apply(
              ScalarOp.FMA,
              dtype,
              dtype,
              List.of(values.get(2 * chain), values.get(2 * chain + 1), accumulator));
      case ADD_CHAIN -> e.scalars.add(dtype, accumulator, values.getFirst());
      case MAX ->
          e.scalars.apply(ScalarOp.MAX, dtype, dtype, List.of(accumulator, values.getFirst()));
      case MIN ->
          e.scalars.apply(ScalarOp.MIN, dtype, dtype, List.of(accumulator, values.getFirst()));
      case NONE, LANES, SCATTER_ADD -> throw new IllegalStateException("not a chain");
    };
  }

  /** The totals' start: what leaves the first chunk's result as it is. */
  private List<Value> totals(List<Value> start) {
    return start.stream()
        .map(v -> ir.splat(Scalars.neutralForAdd(dtype), v.type().lanes()))
        .toList();
  }

  private List<Value> sums(List<Value> a, List<Value> b) {
    List<Value> sums = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sums.add(e.scalars.add(dtype, a.get(i), b.get(i)));
    }
    return sums;
  }

  private List<Value> chunksOfOneAxis(
      int axis, List<Value> start, UnaryOperator<List<Value>> step) {
    long extent = e.extent(axis);
    Value chunk = ir.openLoop(Value.i64(0));
    List<Value> totals = ir.carryAll(totals(start));
    Value end = ir.add(chunk, Value.i64(Combine.KC));
    if (extent % Combine.KC != 0) {
      end = ir.intrinsic("smin.i64", Type.I64, end, Value.i64(extent));
    }
    frameLoop(axis, chunk);
    List<Value> next = step.apply(ir.carryAll(start));
    List<Value> results = ir.closeLoop(Value.i64(1), end, next);
    return ir.closeLoop(Value.i64(Combine.KC), Value.i64(extent), sums(totals, results));
  }

  /** Pieces into which chunks and the ends of the innermost axis cut the reduce points, about. */
  private long segments(List<Integer> axes) {
    return e.nest.reducePoints() / e.extent(axes.getLast()) + e.nest.reducePoints() / Combine.KC;
  }

  /** A loop for each piece that lies in one chunk and one run of the innermost axis. */
  private List<Value> chunksInSegments(
      List<Integer> axes, List<Value> start, UnaryOperator<List<Value>> step) {
    int innermost = axes.getLast();
    long run = e.extent(innermost);
    long points = e.nest.reducePoints();
    List<Value> totals = totals(start);
    List<Value> accumulators = start;
    for (long at = 0; at < points; ) {
      locate(axes.subList(0, axes.size() - 1), at / run);
      long from = at % run;
      long length = Math.min(run - from, Combine.KC - at % Combine.KC);
      frameLoop(innermost, Value.i64(from));
      List<Value> next = step.apply(ir.carryAll(accumulators));
      accumulators = ir.closeLoop(Value.i64(1), Value.i64(from + length), next);
      at += length;
      if (at % Combine.KC == 0 || at == points) {
        totals = at <= Combine.KC ? accumulators : sums(totals, accumulators);
        accumulators = start;
      }
    }
    return totals;
  }

  /** Sets the axes to their point with this row-major number. */
  private void locate(List<Integer> axes, long number) {
    long rest = number;
    for (int axis : axes.reversed()) {
      e.frame.set(axis, Value.i64(rest % e.extent(axis)));
      rest /= e.extent(axis);
    }
  }

  private void frameLoop(int axis, Value start) {
    e.frame.set(axis, ir.openLoop(start));
  }

  /**
   * Chunks that begin and end anywhere within the innermost axis: loops carry the points left in
   * the chunk, the accumulators and the totals.
   */
  private List<Value> chunksAcrossAxes(
      List<Integer> axes, List<Value> start, UnaryOperator<List<Value>> step) {
    int count = start.size();
    List<Value> carried = new ArrayList<>();
    carried.add(Value.i64(Combine.KC));
    carried.addAll(start);
    carried.addAll(totals(start));
    int innermost = axes.getLast();
    List<Value> last =
        e.loopOver(
            axes.subList(0, axes.size() - 1),
            carried,
            state -> innermostAxis(innermost, start, state, step));
    List<Value> accumulators = last.subList(1, 1 + count);
    List<Value> totals = last.subList(1 + count, 1 + 2 * count);
    return e.nest.reducePoints() % Combine.KC == 0 ? totals : sums(totals, accumulators);
  }

  private List<Value> innermostAxis(
      int axis, List<Value> start, List<Value> state, UnaryOperator<List<Value>> step) {
    int count = start.size();
    Value extent = Value.i64(e.extent(axis));
    Value from = ir.openLoop(Value.i64(0));
    List<Value> carried = ir.carryAll(state);
    Value room = carried.getFirst();
    Value points = ir.intrinsic("smin.i64", Type.I64, room, ir.binary("sub", extent, from));
    Value end = ir.add(from, points);
    frameLoop(axis, from);
    List<Value> stepped = step.apply(ir.carryAll(carried.subList(1, 1 + count)));
    List<Value> accumulators = ir.closeLoop(Value.i64(1), end, stepped);
    List<Value> totals = carried.subList(1 + count, 1 + 2 * count);
    Value left = ir.binary("sub", room, points);
    Value full = ir.compare("icmp eq", left, Value.i64(0));
    List<Value> sums = sums(totals, accumulators);
    List<Value> next = new ArrayList<>();
    next.add(ir.select(full, Value.i64(Combine.KC), left));
    for (int i = 0; i < count; i++) {
      next.add(ir.select(full, start.get(i), accumulators.get(i)));
    }
    for (int i = 0; i < count; i++) {
      next.add(ir.select(full, sums.get(i), totals.get(i)));
    }
    return ir.closeLoop(points, extent, next);
  }
}
