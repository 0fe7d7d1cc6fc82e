package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.schedule.Neighbours;

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

  /** From so many steps on, what a chain ends with doesn't count beside it. */
  private static final long LONG = 64;

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
    RowLoop ends = new RowLoop(e, rows, vectors, lanes);
    if (chunked && e.nest.reducePoints() > Combine.KC) {
      Scratch totals = ends.totals(1);
      Value place = Value.i64(0);
      chunks(axes, start, step, (sums, first, last) -> ends.add(totals, place, sums, first, last));
      return;
    }
    List<Value> combined = e.loopOver(axes, start, step);
    if (rows > 1 && (e.nest.reducePoints() >= LONG || writesLaneByLane())) {
      ends.finish(combined);
    } else {
      for (int i = 0; i < spots.size(); i++) {
        e.finish(spots.get(i), combined.subList(i * chains, (i + 1) * chains));
      }
    }
  }

  private boolean writesLaneByLane() {
    return e.nest.results().stream()
        .anyMatch(r -> Neighbours.along(e.schedule.laneAxis(), r, e.nest) == Neighbours.APART);
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

  /** What to do with the chains at the end of a chunk. */
  private interface ChunkEnd {
    void emit(List<Value> sums, Value isFirst, Value isLast);
  }

  private void chunks(
      List<Integer> axes, List<Value> start, UnaryOperator<List<Value>> step, ChunkEnd end) {
    if (axes.size() == 1) {
      chunksOfOneAxis(axes.getFirst(), start, step, end);
    } else {
      chunksAcrossAxes(axes, start, step, end);
    }
  }

  private void chunksOfOneAxis(
      int axis, List<Value> start, UnaryOperator<List<Value>> step, ChunkEnd end) {
    long extent = e.extent(axis);
    Value chunk = ir.openLoop(Value.i64(0));
    Value to = ir.least(ir.add(chunk, Value.i64(Combine.KC)), Value.i64(extent));
    e.frame.set(axis, ir.openLoop(chunk));
    List<Value> next = step.apply(ir.carryAll(start));
    List<Value> sums = ir.closeLoop(Value.i64(1), to, next);
    Value isFirst = ir.compare("icmp eq", chunk, Value.i64(0));
    Value isLast = ir.compare("icmp eq", to, Value.i64(extent));
    end.emit(sums, isFirst, isLast);
    ir.closeLoop(Value.i64(Combine.KC), Value.i64(extent), List.of());
  }

  /**
   * Chunks that begin and end anywhere within the innermost axis: a loop over the pieces into which
   * chunks and the axis's ends cut the reduce points, and in it one over a piece's points.
   */
  private void chunksAcrossAxes(
      List<Integer> axes, List<Value> start, UnaryOperator<List<Value>> step, ChunkEnd end) {
    int innermost = axes.getLast();
    Value run = Value.i64(e.extent(innermost));
    Value points = Value.i64(e.nest.reducePoints());
    Value at = ir.openLoop(Value.i64(0));
    List<Value> accumulators = ir.carryAll(start);
    e.locate(axes.subList(0, axes.size() - 1), ir.divide(at, run));
    Value from = ir.remainder(at, run);
    Value within = ir.binary("and", at, Value.i64(Combine.KC - 1));
    Value room = ir.binary("sub", Value.i64(Combine.KC), within);
    Value length = ir.least(room, ir.binary("sub", run, from));
    e.frame.set(innermost, ir.openLoop(from));
    List<Value> stepped = step.apply(ir.carryAll(accumulators));
    List<Value> sums = ir.closeLoop(Value.i64(1), ir.add(from, length), stepped);
    Value next = ir.add(at, length);
    Value isFull = ir.compare("icmp eq", length, room);
    Value isLast = ir.compare("icmp eq", next, points);
    ir.openIf(ir.binary("or", isFull, isLast));
    Value isFirst = ir.compare("icmp slt", at, Value.i64(Combine.KC));
    end.emit(sums, isFirst, isLast);
    ir.closeLoop(length, points, ir.closeIf(start, sums));
  }
}
