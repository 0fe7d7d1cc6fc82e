package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.schedule.Neighbours;

/**
 * A cell of a staged contraction: a panel's width by a block of rows. For each chunk of the reduce
 * axis the shared factor goes into the panel, then every row tile adds its chunk to its totals,
 * which wait in the frame; after the last chunk it runs the epilogue.
 *
 * <p>Each output is still its own chain in ascending order, so the bits are those of any other
 * schedule.
 */
final class PanelCell {
  private final Emission e;
  private final Ir ir;
  private final DType dtype;
  private final Type vector;
  private final int axis;
  private final int rows;
  private final int width;
  private final List<Spot> spots;
  private final boolean chunked;
  private final Value panel;

  PanelCell(Emission e) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
    axis = e.reduceAxes().getFirst();
    rows = e.schedule.rows();
    int lanes = e.schedule.lanes();
    vector = Type.of(dtype, lanes);
    width = e.schedule.vectors() * lanes;
    spots = Emission.spots(rows, e.schedule.vectors(), lanes);
    chunked = e.extent(axis) > Combine.KC;
    panel = scratch(Math.min(e.extent(axis), Combine.KC) * width);
  }

  private Value scratch(long elements) {
    return ir.allocate("[" + elements + " x " + vector.withLanes(1).text() + "]");
  }

  /** Writes the cell at these numbers of panel and block of rows. */
  void emit(Value panelNumber, Value block) {
    Value first = ir.multiply(panelNumber, width);
    e.frame.set(e.schedule.laneAxis(), first);
    maskLanes(first);
    long tiles = Math.ceilDiv(e.extent(e.schedule.rowAxis()), (long) rows);
    long perBlock = Math.ceilDiv(tiles, (long) e.schedule.rowBlocks());
    Value from = ir.multiply(block, perBlock);
    Value to = ir.add(from, Value.i64(perBlock));
    if (tiles % perBlock != 0) {
      to = ir.intrinsic("smin.i64", Type.I64, to, Value.i64(tiles));
    }
    if (chunked) {
      chunks(from, to, perBlock);
    } else {
      Value extent = Value.i64(e.extent(axis));
      fill(Value.i64(0), extent);
      Value tile = openTiles(from);
      prefetchResults();
      finish(chain(Value.i64(0), extent));
      prefetch(
          ir.binary("sub", tile, from), perBlock, Value.i64(0), ir.add(first, Value.i64(width)));
      ir.closeLoop(Value.i64(1), to, List.of());
    }
  }

  /** Lanes after the end of the axis are neither read nor written. */
  private void maskLanes(Value first) {
    long extent = e.extent(e.schedule.laneAxis());
    for (Spot spot : spots) {
      if (extent % width != 0 && spot.row() == 0) {
        Value left = ir.binary("sub", Value.i64(extent - spot.column()), first);
        Value lanes = Value.constant(Type.I64.withLanes(spot.lanes()), numbers(spot.lanes()));
        e.frame.mask(spot.column(), ir.compare("icmp slt", lanes, ir.splat(left, spot.lanes())));
      }
    }
  }

  private static String numbers(int count) {
    StringBuilder numbers = new StringBuilder("<");
    for (int l = 0; l < count; l++) {
      numbers.append(l > 0 ? ", " : "").append("i64 ").append(l);
    }
    return numbers.append('>').toString();
  }

  private void chunks(Value from, Value to, long perBlock) {
    Value totals = scratch(perBlock * rows * width);
    Value first = e.frame.base(e.schedule.laneAxis());
    long extent = e.extent(axis);
    Value chunk = ir.openLoop(Value.i64(0));
    Value following = ir.add(chunk, Value.i64(Combine.KC));
    Value end =
        extent % Combine.KC == 0
            ? following
            : ir.intrinsic("smin.i64", Type.I64, following, Value.i64(extent));
    Value isFirst = ir.compare("icmp eq", chunk, Value.i64(0));
    Value isLast = ir.compare("icmp sge", following, Value.i64(extent));
    Value isNotLast = ir.compare("icmp slt", following, Value.i64(extent));
    fill(chunk, end);
    Value tile = openTiles(from);
    Value number = ir.binary("sub", tile, from);
    Value place = ir.multiply(number, (long) rows * width * dtype.bytes());
    ir.openIf(isLast);
    prefetchResults();
    ir.closeIf();
    List<Value> sums = new ArrayList<>();
    List<Value> chains = chain(chunk, end);
    for (int i = 0; i < spots.size(); i++) {
      Value total = load(step(totals, place, offset(i)));
      Value sum = e.scalars.add(dtype, total, chains.get(i));
      sums.add(ir.select(ir.splat(isFirst, spots.get(i).lanes()), chains.get(i), sum));
    }
    ir.openIf(isLast);
    finish(sums);
    ir.closeIf();
    ir.openIf(isNotLast);
    for (int i = 0; i < spots.size(); i++) {
      store(sums.get(i), step(totals, place, offset(i)));
    }
    ir.closeIf();
    prefetch(
        number,
        perBlock,
        ir.select(isLast, Value.i64(0), following),
        ir.select(isLast, ir.add(first, Value.i64(width)), first));
    ir.closeLoop(Value.i64(1), to, List.of());
    ir.closeLoop(Value.i64(Combine.KC), Value.i64(extent), List.of());
  }

  /**
   * Brings one row tile's share of what the panel gets next into the second cache: hardware doesn't
   * foresee it, and without it the copy waits for most lines.
   *
   * @param tile number of the row tile in its block of {@code tiles}
   * @param k where the next chunk starts
   * @param column where its panel does
   */
  private void prefetch(Value tile, long tiles, Value k, Value column) {
    ScalarCode code = e.nest.body().only(e.schedule.staged());
    if (!(code.instructions().getFirst() instanceof ScalarCode.Load load)
        || code.instructions().size() > 1
        || isTransposed(load.operand())) {
      return;
    }
    int lane = e.schedule.laneAxis();
    Value first = e.frame.base(lane);
    long steps = Math.min(Combine.KC, e.extent(axis));
    long share = Math.ceilDiv(steps, tiles);
    Value from = ir.multiply(tile, share);
    Value step = ir.openLoop(from);
    e.frame.set(axis, ir.add(k, step));
    e.frame.set(lane, column);
    for (long at = 0; at < (long) width * dtype.bytes(); at += 64) {
      Value address =
          e.accesses.address(load.operand(), new Spot(0, (int) (at / dtype.bytes()), 1));
      ir.effect("call void @llvm.prefetch.p0(" + address.typed() + ", i32 0, i32 2, i32 1)");
    }
    ir.closeLoop(Value.i64(1), ir.add(from, Value.i64(share)), List.of());
    e.frame.set(lane, first);
  }

  private long offset(int spot) {
    return (long) spot * vector.lanes() * dtype.bytes();
  }

  /** Opens the loop over the block's row tiles; the last one of all ends where the axis does. */
  private Value openTiles(Value from) {
    Value tile = ir.openLoop(from);
    Value row = ir.multiply(tile, rows);
    long extent = e.extent(e.schedule.rowAxis());
    if (extent % rows != 0) {
      row = ir.intrinsic("smin.i64", Type.I64, row, Value.i64(extent - rows));
    }
    e.frame.set(e.schedule.rowAxis(), row);
    return tile;
  }

  /** The tile's results are written a chunk's time from now: their lines come meanwhile. */
  private void prefetchResults() {
    for (int r = 0; r < e.nest.results().size(); r++) {
      for (Spot spot : spots) {
        e.accesses.prefetch(r, spot);
      }
    }
  }

  private void finish(List<Value> sums) {
    for (int i = 0; i < spots.size(); i++) {
      e.finish(spots.get(i), List.of(sums.get(i)));
    }
  }

  /** The chunk's chain at each spot. */
  private List<Value> chain(Value chunk, Value end) {
    Value k = ir.openLoop(chunk);
    e.frame.set(axis, k);
    List<Value> chains =
        ir.carryAll(spots.stream().map(s -> Scalars.zero(dtype, s.lanes())).toList());
    Value place = ir.multiply(ir.binary("sub", k, chunk), (long) width * dtype.bytes());
    List<Value> next = new ArrayList<>();
    for (int i = 0; i < spots.size(); i++) {
      Spot spot = spots.get(i);
      Value one = e.factor(1 - e.schedule.staged(), new Spot(spot.row(), 0, 1));
      Value shared = sharedFactor(place, spot);
      Value each = ir.splat(one, spot.lanes());
      next.add(e.scalars.apply(ScalarOp.FMA, dtype, dtype, List.of(each, shared, chains.get(i))));
    }
    return ir.closeLoop(Value.i64(1), end, next);
  }

  /** What the panel has for the spot's columns; the loop over the chunk reads it once. */
  private Value sharedFactor(Value place, Spot spot) {
    Value address = step(panel, place, (long) spot.column() * dtype.bytes());
    return ir.pure(
        vector, "load " + vector.text() + ", " + address.typed() + ", align 64", address, place);
  }

  /** Copies the chunk of the shared factor into the panel. */
  private void fill(Value chunk, Value end) {
    e.frame.set(e.schedule.rowAxis(), Value.i64(0));
    ScalarCode code = e.nest.body().only(e.schedule.staged());
    if (code.instructions().size() == 1
        && code.instructions().getFirst() instanceof ScalarCode.Load load
        && isTransposed(load.operand())) {
      fillTransposed(load.operand(), chunk, end);
    } else {
      fillByRows(chunk, end);
    }
  }

  private void fillByRows(Value from, Value end, Value chunk) {
    Value k = ir.openLoop(from);
    e.frame.set(axis, k);
    Value place = ir.multiply(ir.binary("sub", k, chunk), (long) width * dtype.bytes());
    for (Spot spot : spots) {
      if (spot.row() == 0) {
        Value value = ir.splat(e.factor(e.schedule.staged(), spot), spot.lanes());
        store(value, step(panel, place, (long) spot.column() * dtype.bytes()));
      }
    }
    ir.closeLoop(Value.i64(1), end, List.of());
  }

  private void fillByRows(Value chunk, Value end) {
    fillByRows(chunk, end, chunk);
  }

  /** Whether the operand has the reduce axis where the panel has its columns. */
  private boolean isTransposed(int operand) {
    var access = e.nest.operands().get(operand);
    return !access.guarded()
        && e.extent(axis) % vector.lanes() == 0
        && Neighbours.along(e.schedule.laneAxis(), access, e.nest) == Neighbours.APART
        && Neighbours.along(axis, access, e.nest) == Neighbours.ADJACENT;
  }

  /** Square by square: vectors along the reduce axis become vectors along the lanes. */
  private void fillTransposed(int operand, Value chunk, Value end) {
    int lanes = vector.lanes();
    int lane = e.schedule.laneAxis();
    Value first = e.frame.base(lane);
    Value k = ir.openLoop(chunk);
    e.frame.set(axis, k);
    Value place = ir.multiply(ir.binary("sub", k, chunk), (long) width * dtype.bytes());
    for (int column = 0; column < width; column += lanes) {
      List<Value> square = new ArrayList<>();
      for (int l = 0; l < lanes; l++) {
        e.frame.set(lane, inside(ir.add(first, Value.i64(column + l))));
        square.add(load(e.accesses.address(operand, new Spot(0, 0, 1)), dtype.bytes()));
      }
      List<Value> turned = Transposition.of(ir, square);
      for (int l = 0; l < lanes; l++) {
        store(turned.get(l), step(panel, place, ((long) l * width + column) * dtype.bytes()));
      }
    }
    e.frame.set(lane, first);
    ir.closeLoop(Value.i64(lanes), end, List.of());
  }

  /** A column that there is, in place of one after the end, whose lanes are masked. */
  private Value inside(Value column) {
    long extent = e.extent(e.schedule.laneAxis());
    return extent % width == 0
        ? column
        : ir.intrinsic("smin.i64", Type.I64, column, Value.i64(extent - 1));
  }

  private Value step(Value base, Value bytes, long constant) {
    Value at =
        bytes.name().equals("0")
            ? base
            : ir.pure(
                Type.POINTER,
                "getelementptr i8, " + base.typed() + ", " + bytes.typed(),
                base,
                bytes);
    return constant == 0
        ? at
        : ir.pure(Type.POINTER, "getelementptr i8, " + at.typed() + ", i64 " + constant, at);
  }

  private Value load(Value address) {
    return load(address, 64);
  }

  private Value load(Value address, int alignment) {
    return ir.pinned(
        vector, "load " + vector.text() + ", " + address.typed() + ", align " + alignment);
  }

  private void store(Value value, Value address) {
    ir.effect("store " + value.typed() + ", " + address.typed() + ", align 64");
  }
}
