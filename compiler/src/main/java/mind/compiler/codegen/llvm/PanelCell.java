package mind.compiler.codegen.llvm;

import static java.util.Collections.nCopies;
import static java.util.stream.IntStream.range;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;
import mind.compiler.schedule.Staging;

/**
 * A cell of a staged contraction: a few panels by a block of rows. For each chunk of the reduce
 * axis and each panel, the shared factor goes into the panel, unless it is read where it is; then
 * every row tile adds its chunk to its totals, which wait in the frame; after the last chunk they
 * go through the epilogue.
 *
 * <p>Each output is still its own chain in ascending order, so the bits are those of any other
 * schedule.
 */
final class PanelCell {
  private final Emission e;
  private final Ir ir;
  private final DType dtype;
  private final int axis;
  private final int rows;
  private final int vectors;
  private final int lanes;
  private final Panel panel;
  private final RowLoop ends;

  PanelCell(Emission e) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
    axis = e.reduceAxes().getFirst();
    rows = e.schedule.rows();
    vectors = e.schedule.vectors();
    lanes = e.schedule.lanes();
    panel = new Panel(e);
    ends = new RowLoop(e, rows, vectors, lanes);
  }

  /** A block's tiles along an axis, by number. */
  private record Block(Value from, Value to) {}

  /** Writes the cell of these blocks. */
  void emit(Value laneBlock, Value rowBlock) {
    Block panels = block(laneBlock, e.schedule.panels(), e.schedule.laneAxis(), vectors * lanes);
    Block tiles = block(rowBlock, e.schedule.rowTiles(), e.schedule.rowAxis(), rows);
    panel.maskLanes();
    long tilesOfPanel = e.schedule.rowAxis() < 0 ? 1 : Staging.rowTiles(rows);
    Scratch totals = ends.totals(tilesOfPanel * Staging.panels(panel.rowBytes()));
    Value chunk = ir.openLoop(Value.i64(0));
    Value number = ir.openLoop(panels.from());
    Value first = ir.follow(0, tilesOfPanel * ends.bytes());
    panel.begin(number, chunk, end(chunk));
    Value tile = ir.openIsolatedLoop(tiles.from());
    setRows(tile);
    List<Value> chains = chain(chunk, end(chunk));
    Value place = ir.add(first, ir.follow(0, ends.bytes()));
    ends.add(totals, place, chains, ir.compare("icmp eq", chunk, Value.i64(0)), isLast(chunk));
    if (panel.isPrefetched()) {
      prefetch(panels, number, chunk, ir.subtract(tile, tiles.from()));
    }
    ir.closeLoop(Value.i64(1), tiles.to(), List.of());
    ir.closeLoop(Value.i64(1), panels.to(), List.of());
    ir.closeLoop(Value.i64(Combine.KC), e.points(axis), List.of());
    e.frame.unmask();
  }

  private Value end(Value chunk) {
    return ir.least(following(chunk), e.points(axis));
  }

  private Value following(Value chunk) {
    return ir.add(chunk, Value.i64(Combine.KC));
  }

  private Value isLast(Value chunk) {
    return ir.compare("icmp sge", following(chunk), e.points(axis));
  }

  /** Brings a tile's share of what the next panel is a copy of nearer. */
  private void prefetch(Block panels, Value number, Value chunk, Value tile) {
    Value next = ir.add(number, Value.i64(1));
    Value isEnd = ir.compare("icmp sge", next, panels.to());
    Value isLast = isLast(chunk);
    Value following = following(chunk);
    panel.prefetch(
        ir.select(isEnd, ir.select(isLast, panels.to(), panels.from()), next),
        ir.select(isEnd, ir.select(isLast, Value.i64(0), following), chunk),
        tile);
  }

  /** A block's tiles, so many but for the last block's. */
  private Block block(Value number, long count, int alongAxis, int size) {
    Value tiles = ir.divide(ir.add(e.points(alongAxis), Value.i64(size - 1)), Value.i64(size));
    Value from = ir.multiply(number, e.number(count));
    return new Block(from, ir.least(ir.add(from, e.number(count)), tiles));
  }

  /** Sets the frame to a row tile; the last one of all ends where the axis does. */
  private void setRows(Value tile) {
    int rowAxis = e.schedule.rowAxis();
    if (rowAxis >= 0) {
      Value last = ir.subtract(e.points(rowAxis), Value.i64(rows));
      e.frame.set(rowAxis, ir.least(ir.multiply(tile, rows), last));
    }
  }

  /** The chunk's chains, by rows. */
  private List<Value> chain(Value chunk, Value end) {
    e.frame.set(axis, ir.openLoop(chunk));
    List<Value> chains = ir.carryAll(nCopies(rows * vectors, Scalars.zero(dtype, lanes)));
    List<Value> shared = range(0, vectors).mapToObj(v -> ir.splat(panel.load(v), lanes)).toList();
    List<Value> next = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Value one = ir.splat(e.factor(1 - e.schedule.staged(), new Spot(row, 0, 1)), lanes);
      for (Value each : shared) {
        Value chain = chains.get(next.size());
        next.add(e.scalars.apply(ScalarOp.FMA, dtype, dtype, List.of(one, each, chain)));
      }
    }
    return ir.closeLoop(Value.i64(1), end, next);
  }
}
