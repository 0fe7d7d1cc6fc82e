package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import mind.compiler.codegen.KernelForm;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Target;

/**
 * Writes a nest as the IR text of one function {@code void name(ptr args, i64 begin, i64 end)}: a
 * loop over the cells of the grid, in a cell loops over its tiles, and the tiles' code. Remainders
 * of an axis are tiles of smaller sizes by the same code.
 */
final class NestEmitter {
  private final Emission e;
  private final Ir ir;
  private final Schedule schedule;
  private final Tiles tiles;
  private Value laneBlock = Value.i64(0);
  private Value rowBlock = Value.i64(0);

  private NestEmitter(KernelForm form) {
    e = new Emission(form);
    ir = e.ir;
    schedule = form.schedule();
    tiles = Tiles.of(e);
  }

  /** The module's text. */
  static String emit(KernelForm form, Target target, String symbol) {
    NestEmitter emitter = new NestEmitter(form);
    emitter.cells();
    emitter.e.reportStatus();
    String function =
        "define void @%s(ptr %%args, i64 %%begin, i64 %%end) #0 {\n%s}\n"
            .formatted(symbol, emitter.ir.finish());
    String width =
        " \"probe-stack\"=\"inline-asm\" \"prefer-vector-width\"=\"%1$s\" \"min-legal-vector-width\"=\"%1$s\""
            .formatted(target.vectorBytes() * 8);
    return "source_filename = \"mind\"\ntarget triple = \""
        + target.triple()
        + "\"\n\n"
        + emitter.e.tables.text()
        + "\n"
        + function
        + "\n"
        + String.join("\n", emitter.e.functions.values())
        + "\nattributes #0 = { nounwind \"no-builtins\""
        + width
        + " }\nattributes #1 = { noinline nounwind \"no-builtins\""
        + width
        + " }\n";
  }

  private void cells() {
    Value begin = new Value("%begin", Type.I64, 0);
    Value end = new Value("%end", Type.I64, 0);
    ir.openIf(ir.compare("icmp slt", begin, end));
    Value cell = ir.openLoop(begin);
    locate(cell);
    if (schedule.staged() >= 0) {
      new PanelCell(e).emit(laneBlock, rowBlock);
    } else if (tiles instanceof SweptTiles swept) {
      alongRows(rows ->
          swept.sweep(() -> alongLanes((vectors, lanes) -> tiles.emit(rows, vectors, lanes))));
    } else if (schedule.rowsInside()) {
      alongLanes((vectors, lanes) -> alongRows(rows -> tiles.emit(rows, vectors, lanes)));
    } else {
      alongRows(rows -> alongLanes((vectors, lanes) -> tiles.emit(rows, vectors, lanes)));
    }
    ir.closeLoop(Value.i64(1), end, List.of());
    ir.closeIf();
  }

  /** Takes a cell's number apart: blocks are its fast digits, then come the outer axes. */
  private void locate(Value cell) {
    Value rest = cell;
    for (boolean rows : new boolean[] {schedule.rowsInside(), !schedule.rowsInside()}) {
      boolean isLast = rows != schedule.rowsInside() && schedule.outer().isEmpty();
      Value count = e.number(rows ? schedule.rowBlocks() : schedule.laneBlocks());
      Value digit = isLast ? rest : ir.remainder(rest, count);
      rest = ir.divide(rest, count);
      if (rows) {
        rowBlock = digit;
      } else {
        laneBlock = digit;
      }
    }
    e.locate(schedule.outer(), rest);
  }

  /** What to do for a tile of so many vectors of so many lanes. */
  private interface LaneTile {
    void emit(int vectors, int lanes);
  }

  private void alongLanes(LaneTile tile) {
    int axis = schedule.laneAxis();
    if (axis < 0 || schedule.reducing()) {
      tile.emit(1, 1);
      return;
    }
    int lanes = schedule.lanes();
    int size = schedule.vectors() * lanes;
    int rest = (int) (e.extent(axis) % size);
    along(
        axis,
        size,
        schedule.laneBlocks(),
        laneBlock,
        schedule.masked() ? (rest > 0 ? List.of(rest) : List.of()) : pieces(rest, lanes),
        points -> {
          int missing = schedule.masked() ? (lanes - points % lanes) % lanes : 0;
          int vectors = Math.max(1, (points + missing) / lanes);
          if (missing > 0) {
            e.frame.mask((vectors - 1) * lanes, Frame.firstLanes(lanes - missing, lanes));
          }
          tile.emit(vectors, Math.min(points + missing, lanes));
          e.frame.unmask();
        });
  }

  /** What remains after whole tiles: whole vectors, then narrower ones. */
  private static List<Integer> pieces(int rest, int lanes) {
    List<Integer> pieces = new ArrayList<>();
    if (rest >= lanes) {
      pieces.add(rest / lanes * lanes);
    }
    for (int width = lanes / 2; width > 0; width /= 2) {
      if ((rest & width) != 0) {
        pieces.add(width);
      }
    }
    return pieces;
  }

  private void alongRows(IntConsumer tiles) {
    int axis = schedule.rowAxis();
    if (axis < 0) {
      tiles.accept(1);
      return;
    }
    int rest = (int) (e.extent(axis) % schedule.rows());
    List<Integer> pieces = rest > 0 ? List.of(rest) : List.of();
    along(axis, schedule.rows(), schedule.rowBlocks(), rowBlock, pieces, tiles);
  }

  /**
   * Writes one block of an axis: a loop over its whole tiles, of which the last may overlap the one
   * before, or else, in the last block, the pieces that remain.
   *
   * @param size points of a whole tile
   * @param tile given the points of the tile or piece to write at the frame's point
   */
  private void along(
      int axis, int size, long blocks, Value block, List<Integer> pieces, IntConsumer tile) {
    long extent = e.extent(axis);
    boolean overlapping = schedule.overlapping() && extent >= size;
    long whole = overlapping ? Math.ceilDiv(extent, (long) size) : extent / size;
    long last = overlapping ? extent - size : Long.MAX_VALUE;
    if (whole == blocks) {
      e.frame.set(axis, atMost(last, ir.multiply(block, size), (whole - 1) * size));
      tile.accept(size);
    } else if (whole > 0) {
      Value from = blockStart(block, whole, blocks, size);
      Value to = blockStart(ir.add(block, Value.i64(1)), whole, blocks, size);
      e.frame.set(axis, atMost(last, ir.openLoop(from), (whole - 1) * size));
      tile.accept(size);
      ir.closeLoop(Value.i64(size), to, List.of());
    }
    if (!overlapping && !pieces.isEmpty()) {
      pieces(axis, whole * size, blocks, block, pieces, tile);
    }
  }

  /** A tile's place, or that of the last one that fits; {@code lastPlace} is the last one's. */
  private Value atMost(long last, Value place, long lastPlace) {
    return last >= lastPlace ? place : ir.least(place, Value.i64(last));
  }

  /** Writes the pieces from {@code start} on, which the last block has. */
  private void pieces(
      int axis, long start, long blocks, Value block, List<Integer> pieces, IntConsumer tile) {
    boolean conditional = blocks > 1;
    if (conditional) {
      ir.openIf(ir.compare("icmp eq", block, Value.i64(blocks - 1)));
    }
    long at = start;
    for (int piece : pieces) {
      e.frame.set(axis, Value.i64(at));
      tile.accept(piece);
      at += piece;
    }
    if (conditional) {
      ir.closeIf();
    }
  }

  /** Where a block starts when {@code tiles} are dealt evenly. */
  private Value blockStart(Value block, long tiles, long blocks, int size) {
    return ir.multiply(ir.divide(ir.multiply(block, tiles), Value.i64(blocks)), size);
  }
}
