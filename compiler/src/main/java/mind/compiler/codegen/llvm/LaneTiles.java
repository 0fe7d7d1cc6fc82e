package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;

/**
 * Tiles of LANES, MAX and MIN whose vectors lie along the last reduce axis: one vector of sixteen
 * accumulators for each output. The rest of a run is added as narrower vectors between neutral
 * lanes; a lane never holds -0, so adding +0 to it changes nothing.
 *
 * <p>A block of LANES ends after 1,024 points wherever that is in a run. Loops carry {@code room},
 * the points that the block still takes; vectors that fit are added without a look at it, and the
 * one in which the block ends is split by a mask.
 */
final class LaneTiles implements Tiles {
  private static final int LANES = Combine.LANE_COUNT;

  private final Emission e;
  private final Ir ir;
  private final DType dtype;
  private final int axis;
  private final List<Integer> outerAxes;
  private final long wholeVectors;
  private final int rest;

  LaneTiles(Emission e) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
    axis = e.schedule.laneAxis();
    List<Integer> axes = e.reduceAxes();
    outerAxes = axes.subList(0, axes.size() - 1);
    wholeVectors = e.extent(axis) / LANES * LANES;
    rest = (int) (e.extent(axis) % LANES);
  }

  @Override
  public void emit(int rows, int vectors, int lanes) {
    boolean summing = e.nest.combine() == Combine.LANES;
    Levels levels = new Levels(e, summing ? e.nest.reducePoints() : 1, 1);
    List<Value> results = levels.isEmpty() ? oneBlock(rows) : blocks(rows, levels);
    for (int r = 0; r < rows; r++) {
      e.finish(new Spot(r, 0, 1), List.of(results.get(r)));
    }
  }

  private Value neutral() {
    return switch (e.nest.combine()) {
      case MAX -> Scalars.neutralForExtreme(dtype, true);
      case MIN -> Scalars.neutralForExtreme(dtype, false);
      default -> Scalars.literal(dtype, 0);
    };
  }

  private Value combine(Value accumulator, Value value) {
    return switch (e.nest.combine()) {
      case MAX -> e.scalars.apply(ScalarOp.MAX, dtype, dtype, List.of(accumulator, value));
      case MIN -> e.scalars.apply(ScalarOp.MIN, dtype, dtype, List.of(accumulator, value));
      default -> e.scalars.add(dtype, accumulator, value);
    };
  }

  private Value fold(Value accumulator) {
    return switch (e.nest.combine()) {
      case MAX -> e.scalars.foldExtreme(dtype, true, accumulator);
      case MIN -> e.scalars.foldExtreme(dtype, false, accumulator);
      default -> e.scalars.fold(dtype, accumulator);
    };
  }

  private List<Value> neutrals(int rows) {
    return new ArrayList<>(java.util.Collections.nCopies(rows, ir.splat(neutral(), LANES)));
  }

  /** The body's value that is combined; its others are written. */
  private Value value(Spot spot) {
    List<Value> values = e.body(spot);
    e.finishSides(spot, values);
    return ir.splat(values.getFirst(), spot.lanes());
  }

  /** The body's values of each row, sixteen points from {@code from} on. */
  private List<Value> vectors(int rows, Value from) {
    e.frame.set(axis, from);
    List<Value> values = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      values.add(value(new Spot(r, 0, LANES)));
    }
    return values;
  }

  /** The body's values at the end of a run, with neutral lanes after them. */
  private List<Value> restOfRun(int rows) {
    e.frame.set(axis, Value.i64(wholeVectors));
    List<Value> values = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      Value all = ir.splat(neutral(), LANES);
      int at = 0;
      for (int width = LANES / 2; width > 0; width /= 2) {
        if ((rest & width) != 0) {
          Value part = value(new Spot(r, at, width));
          Value wide = e.scalars.widen(part, at, LANES, neutral());
          all = at == 0 ? wide : combine(all, wide);
          at += width;
        }
      }
      values.add(all);
    }
    return values;
  }

  private List<Value> combineAll(List<Value> accumulators, List<Value> values) {
    List<Value> next = new ArrayList<>();
    for (int r = 0; r < values.size(); r++) {
      next.add(combine(accumulators.get(r), values.get(r)));
    }
    return next;
  }

  private List<Value> oneBlock(int rows) {
    List<Value> accumulators =
        e.loopOver(
            outerAxes,
            neutrals(rows),
            carried -> {
              List<Value> next = carried;
              if (wholeVectors > 0) {
                next = stretch(rows, Value.i64(0), Value.i64(wholeVectors), carried);
              }
              return rest > 0 ? combineAll(next, restOfRun(rows)) : next;
            });
    return accumulators.stream().map(this::fold).toList();
  }

  /** Combines whole vectors from {@code from} to {@code to}. */
  private List<Value> stretch(int rows, Value from, Value to, List<Value> accumulators) {
    Value position = ir.openLoop(from);
    List<Value> carried = ir.carryAll(accumulators);
    List<Value> next = combineAll(carried, vectors(rows, position));
    return ir.closeLoop(Value.i64(LANES), to, next);
  }

  private List<Value> blocks(int rows, Levels levels) {
    List<Value> states = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      states.add(levels.newState());
      levels.clear(states.get(r));
    }
    List<Value> start = neutrals(rows);
    start.addFirst(Value.i64(Combine.LANE_BLOCK));
    List<Value> last = e.loopOver(outerAxes, start, state -> run(rows, state, levels, states));
    List<Value> results = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      levels.push(states.get(r), fold(last.get(1 + r)));
      results.add(levels.result(states.get(r)));
    }
    return results;
  }

  /** One run of the lane axis; {@code state} is the room and the accumulators. */
  private List<Value> run(int rows, List<Value> state, Levels levels, List<Value> states) {
    List<Value> next = wholeVectors > 0 ? wholeVectors(rows, state, levels, states) : state;
    if (rest == 0) {
      return next;
    }
    List<Value> values = restOfRun(rows);
    Value room = next.getFirst();
    List<Value> accumulators = next.subList(1, 1 + rows);
    List<Value> fitting = combineAll(accumulators, values);
    fitting.addFirst(ir.binary("sub", room, Value.i64(rest)));
    ir.openIf(ir.compare("icmp slt", room, Value.i64(rest)));
    List<Value> split = split(room, rest, accumulators, values, levels, states);
    return ir.closeIf(split, fitting);
  }

  private List<Value> wholeVectors(int rows, List<Value> state, Levels levels, List<Value> states) {
    Value end = Value.i64(wholeVectors);
    Value from = ir.openLoop(Value.i64(0));
    List<Value> carried = ir.carryAll(state);
    Value room = carried.getFirst();
    List<Value> accumulators = carried.subList(1, 1 + rows);
    Value safe = ir.binary("and", room, Value.i64(-LANES));
    Value points = ir.least(safe, ir.binary("sub", end, from));
    Value to = ir.add(from, points);
    ir.openIf(ir.compare("icmp sgt", points, Value.i64(0)));
    List<Value> stretched = stretch(rows, from, to, accumulators);
    List<Value> then = ir.closeIf(stretched, accumulators);
    Value left = ir.binary("sub", room, points);
    ir.openIf(ir.compare("icmp slt", to, end));
    List<Value> next = new ArrayList<>(split(left, LANES, then, vectors(rows, to), levels, states));
    next.addFirst(ir.add(to, Value.i64(LANES)));
    List<Value> otherwise = new ArrayList<>(then);
    otherwise.addAll(0, List.of(to, left));
    List<Value> joined = ir.closeIf(next, otherwise);
    Value step = ir.binary("sub", joined.getFirst(), from);
    return ir.closeLoop(step, end, joined.subList(1, joined.size()));
  }

  /**
   * Ends a block within a vector of {@code points} values.
   *
   * @param room points that the block still takes, fewer than {@code points}
   * @return the next block's room and accumulators
   */
  private List<Value> split(
      Value room,
      int points,
      List<Value> accumulators,
      List<Value> values,
      Levels levels,
      List<Value> states) {
    Value lanes = laneNumbers();
    Value taken = ir.compare("icmp slt", lanes, ir.splat(room, LANES));
    Value zero = ir.splat(Scalars.literal(dtype, 0), LANES);
    List<Value> next = new ArrayList<>();
    Value used = ir.binary("sub", Value.i64(points), room);
    next.add(ir.binary("sub", Value.i64(Combine.LANE_BLOCK), used));
    for (int r = 0; r < values.size(); r++) {
      Value last = ir.select(taken, values.get(r), zero);
      levels.push(states.get(r), fold(combine(accumulators.get(r), last)));
      next.add(combine(zero, ir.select(taken, zero, values.get(r))));
    }
    return next;
  }

  private static Value laneNumbers() {
    StringBuilder lanes = new StringBuilder("<");
    for (int l = 0; l < LANES; l++) {
      lanes.append(l > 0 ? ", " : "").append("i64 ").append(l);
    }
    return Value.constant(Type.I64.withLanes(LANES), lanes.append('>').toString());
  }
}
