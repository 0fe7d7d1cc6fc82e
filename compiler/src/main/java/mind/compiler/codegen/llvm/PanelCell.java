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
  private final Scratch panel;
  private final RowLoop ends;

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
    long steps = Math.min(e.extent(axis), Combine.KC);
    panel = new Scratch(ir, vector, dtype.bytes(), steps * e.schedule.vectors());
    ends = new RowLoop(e, rows, e.schedule.vectors(), lanes);
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
      ends.prefetchResults();
      ends.finish(chain(Value.i64(0), extent));
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
    RowLoop.Totals totals = ends.totals(perBlock);
    Value first = e.frame.base(e.schedule.laneAxis());
    long extent = e.extent(axis);
    Value chunk = ir.openLoop(Value.i64(0));
    Value following = ir.add(chunk, Value.i64(Combine.KC));
    Value end =
        extent % Combine.KC == 0
            ? following
            : ir.intrinsic("smin.i64", Type.I64, following, Value.i64(extent));
    Value isLast = ir.compare("icmp sge", following, Value.i64(extent));
    fill(chunk, end);
    Value tile = openTiles(from);
    Value number = ir.binary("sub", tile, from);
    Value place = ir.multiply(number, ends.bytes());
    ir.openIf(isLast);
    ends.prefetchResults();
    ir.closeIf();
    ends.add(totals, place, chain(chunk, end), chunk);
    ir.openIf(isLast);
    ends.finish(totals, place);
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

  /** The chunk's chain at each spot. */
  private List<Value> chain(Value chunk, Value end) {
    Value k = ir.openLoop(chunk);
    e.frame.set(axis, k);
    List<Value> chains =
        ir.carryAll(spots.stream().map(s -> Scalars.zero(dtype, s.lanes())).toList());
    Value place = place(k, chunk);
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

  /** The panel's first vector for a step of the chunk. */
  private Value place(Value k, Value chunk) {
    long bytes = (long) e.schedule.vectors() * panel.bytes();
    return ir.advance(ir.multiply(chunk, -bytes), k, bytes);
  }

  /** What the panel has for the spot's columns; the loop over the chunk reads it once. */
  private Value sharedFactor(Value place, Spot spot) {
    return panel.loadConstant(place, spot.column() / vector.lanes());
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

  private void fillByRows(Value chunk, Value end) {
    Value k = ir.openLoop(chunk);
    e.frame.set(axis, k);
    Value place = place(k, chunk);
    for (Spot spot : spots) {
      if (spot.row() == 0) {
        Value value = ir.splat(e.factor(e.schedule.staged(), spot), spot.lanes());
        panel.store(value, place, spot.column() / vector.lanes());
      }
    }
    ir.closeLoop(Value.i64(1), end, List.of());
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
    Value place = place(k, chunk);
    Value part = ir.openLoop(Value.i64(0));
    int distance = Transposition.distance(lanes, dtype.bytes());
    Transposition square = new Transposition(ir, vector, dtype.bytes(), distance);
    Value from = ir.add(first, ir.multiply(part, lanes));
    square.read(
        from,
        (at, more) -> {
          boolean exact = e.extent(lane) % width == 0;
          e.frame.set(lane, exact ? at : inside(ir.add(at, Value.i64(more))));
          return e.accesses.loadAlong(operand, new Spot(0, exact ? more : 0, 1), lanes);
        });
    Value row = ir.openLoop(Value.i64(0));
    List<Value> turned = square.rows(Value.i64(0), row);
    long step = (long) e.schedule.vectors() * panel.bytes();
    Value column = ir.add(place, ir.multiply(part, panel.bytes()));
    Value at = ir.advance(column, row, step);
    for (int i = 0; i < turned.size(); i++) {
      panel.store(turned.get(i), at, (long) i * distance * e.schedule.vectors());
    }
    ir.closeLoop(Value.i64(1), Value.i64(distance), List.of());
    ir.closeLoop(Value.i64(1), Value.i64(e.schedule.vectors()), List.of());
    e.frame.set(lane, first);
    ir.closeLoop(Value.i64(lanes), end, List.of());
  }

  /** A column that there is, in place of one after the end, whose lanes are masked. */
  private Value inside(Value column) {
    long extent = e.extent(e.schedule.laneAxis());
    return ir.intrinsic("smin.i64", Type.I64, column, Value.i64(extent - 1));
  }
}
