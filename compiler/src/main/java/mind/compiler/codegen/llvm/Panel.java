package mind.compiler.codegen.llvm;

import java.util.List;
import java.util.OptionalInt;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.schedule.Staging;

/**
 * The factor of a staged contraction that rows share, for a tile's vectors and a chunk of the
 * reduce axis: a copy that the first cache holds, or the factor where it is.
 */
final class Panel {
  private static final int LINE = 64;

  private final Emission e;
  private final Ir ir;
  private final Type vector;
  private final int bytes;
  private final int axis;
  private final int lane;
  private final int vectors;
  private final int width;

  /** What is read for the factor, if it is an operand as it is. */
  private final OptionalInt operand;

  private final boolean turned;
  private final Scratch memory;

  Panel(Emission e) {
    this.e = e;
    ir = e.ir;
    bytes = e.combinedType().bytes();
    vector = Type.of(e.combinedType(), e.schedule.lanes());
    axis = e.reduceAxes().getFirst();
    lane = e.schedule.laneAxis();
    vectors = e.schedule.vectors();
    width = vectors * vector.lanes();
    operand = e.nest.body().only(e.schedule.staged()).operand();
    turned = e.schedule.copied() && Staging.turns(e.nest, e.schedule.staged(), lane);
    long steps = e.schedule.copied() ? Combine.KC + (long) room() : 0;
    memory = new Scratch(ir, vector, bytes, steps * vectors);
  }

  /** Bytes of a step's vectors. */
  int rowBytes() {
    return width * bytes;
  }

  /**
   * Steps before those of the chunk: the last square of the reduce axis ends where the axis does,
   * and may begin before its chunk.
   */
  private int room() {
    return turned ? vector.lanes() : 0;
  }

  /** Where there are fewer columns than lanes, the others are neither read nor written. */
  void maskLanes() {
    Value columns = e.points(lane);
    if (columns.isConstant() && columns.asLong() < width) {
      e.frame.mask(0, Frame.firstLanes((int) columns.asLong(), width));
    }
  }

  /** Where a panel begins on the lane axis; the last one ends where the axis does. */
  private Value column(Value number) {
    Value last = ir.subtract(e.points(lane), Value.i64(width));
    return last.isConstant() && last.asLong() < 0
        ? Value.i64(0)
        : ir.least(ir.multiply(number, width), last);
  }

  /** Sets the frame to a panel, and copies its chunk if it is to be copied. */
  void begin(Value number, Value chunk, Value end) {
    Value column = column(number);
    e.frame.set(lane, column);
    if (e.schedule.copied()) {
      if (e.schedule.rowAxis() >= 0) {
        e.frame.set(e.schedule.rowAxis(), Value.i64(0));
      }
      if (turned) {
        turn(operand.orElseThrow(), chunk, end);
        e.frame.set(lane, column);
      } else {
        copy(chunk, end);
      }
    }
  }

  /** The factor at the step of the innermost loop, for one of the tile's vectors. */
  Value load(int v) {
    return e.schedule.copied()
        ? memory.loadConstant(place(), v)
        : e.factor(e.schedule.staged(), new Spot(0, v * vector.lanes(), vector.lanes()));
  }

  /** The place of the first vector for the step of the innermost loop over the chunk's. */
  private Value place() {
    return ir.follow((long) room() * rowBytes(), rowBytes());
  }

  /** Step by step, as a factor lies in memory that is adjacent along the lanes. */
  private void copy(Value chunk, Value end) {
    Value k = ir.openLoop(chunk);
    e.frame.set(axis, k);
    Value place = place();
    for (int v = 0; v < vectors; v++) {
      Spot spot = new Spot(0, v * vector.lanes(), vector.lanes());
      memory.store(ir.splat(e.factor(e.schedule.staged(), spot), vector.lanes()), place, v);
    }
    ir.closeLoop(Value.i64(1), end, List.of());
  }

  /** Square by square: vectors along the reduce axis become vectors along the lanes. */
  private void turn(int read, Value chunk, Value end) {
    int lanes = vector.lanes();
    int distance = Transposition.distance(lanes, bytes);
    Transposition square = new Transposition(ir, vector, bytes, distance);
    Value first = e.frame.base(lane);
    Value k = ir.openLoop(chunk);
    Value at = ir.least(k, ir.subtract(e.points(axis), Value.i64(lanes)));
    e.frame.set(axis, at);
    Value step = ir.add(ir.subtract(at, chunk), Value.i64(room()));
    Value place = ir.multiply(step, rowBytes());
    Value part = ir.openLoop(Value.i64(0));
    square.read(
        ir.add(first, ir.multiply(part, lanes)),
        (column, more) -> {
          e.frame.set(lane, column);
          return e.accesses.loadAlong(read, new Spot(0, more, 1), lanes);
        });
    Value row = ir.openLoop(Value.i64(0));
    List<Value> rows = square.rows();
    Value to = ir.advance(ir.add(place, ir.multiply(part, memory.bytes())), row, rowBytes());
    for (int i = 0; i < rows.size(); i++) {
      memory.store(rows.get(i), to, (long) i * distance * vectors);
    }
    ir.closeLoop(Value.i64(1), Value.i64(distance), List.of());
    ir.closeLoop(Value.i64(1), Value.i64(vectors), List.of());
    ir.closeLoop(Value.i64(lanes), end, List.of());
  }

  /** Whether {@code prefetch} has anything to do. */
  boolean isPrefetched() {
    return !turned && operand.isPresent();
  }

  /**
   * Brings a tile's share of the panel that comes next into the second cache: hardware doesn't
   * foresee it, and without it the copy waits for most lines.
   *
   * @param tile number of the row tile in its block
   */
  void prefetch(Value number, Value chunk, Value tile) {
    Value column = column(number);
    Value first = e.frame.base(lane);
    Value step = ir.openLoop(tile);
    e.frame.set(axis, ir.add(chunk, step));
    e.frame.set(lane, column);
    for (int at = 0; at < rowBytes(); at += LINE) {
      Value address = e.accesses.address(operand.orElseThrow(), new Spot(0, at / bytes, 1));
      ir.effect("call void @llvm.prefetch.p0(" + address.typed() + ", i32 0, i32 2, i32 1)");
    }
    Value steps = ir.least(Value.i64(Combine.KC), ir.subtract(e.points(axis), chunk));
    ir.closeLoop(e.number(e.schedule.rowTiles()), steps, List.of());
    e.frame.set(lane, first);
  }
}
