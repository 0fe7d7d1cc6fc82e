package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.DType;

/**
 * What is done with a tile's chains once they end, as a loop over rows, and over a row's vectors
 * where it is much: its code is most of what a kernel with an epilogue takes to compile. Chains
 * wait in the frame.
 */
final class RowLoop {
  /** Instructions of an epilogue that is written once for each vector of a row, at most. */
  private static final int SHORT = 12;

  private final Emission e;
  private final Ir ir;
  private final int rows;
  private final List<Spot> spots;
  private final int chains;

  RowLoop(Emission e, int rows, int vectors, int lanes) {
    this.e = e;
    ir = e.ir;
    this.rows = rows;
    spots = Emission.spots(1, vectors, lanes);
    chains = e.nest.chains();
  }

  /** Memory for so many tiles' chains. */
  Scratch totals(long tiles) {
    Type type = Type.of(e.combinedType(), spots.getFirst().lanes());
    return new Scratch(ir, type, e.combinedType().bytes(), tiles * rows * perRow());
  }

  /** Bytes of a tile's chains. */
  long bytes() {
    return (long) rows * rowBytes();
  }

  private int rowBytes() {
    return perRow() * spots.getFirst().lanes() * e.combinedType().bytes();
  }

  private int perRow() {
    return spots.size() * chains;
  }

  /**
   * Adds a chunk's chains to a tile's totals; the first chunk's are the totals, and after the last
   * one they go through the epilogue.
   *
   * @param place of the tile in {@code totals}
   */
  void add(Scratch totals, Value place, List<Value> values, Value isFirst, Value isLast) {
    Scratch chunk = kept(values);
    Value before = ir.select(isFirst, nothing(), totals.address(place));
    overRows((first, part) -> {
      Value at = ir.add(place, first);
      Value from = ir.plus(before, ir.select(isFirst, Value.i64(0), first));
      List<Value> sums = new ArrayList<>();
      for (int i = 0; i < part.size() * chains; i++) {
        Value sum = e.scalars.add(e.combinedType(), totals.loadAt(from, i), chunk.load(first, i));
        totals.store(sum, at, i);
        sums.add(sum);
      }
      ir.openIf(isLast);
      finish(part, sums);
      ir.closeIf();
    });
  }

  /** A row's totals before the first chunk: nothing changes a chain that it is added to. */
  private Value nothing() {
    DType dtype = e.combinedType();
    int elements = perRow() * spots.getFirst().lanes();
    String table =
        e.tables.name(dtype, Collections.nCopies(elements, Scalars.neutralForAdd(dtype)));
    return Value.constant(Type.POINTER, table);
  }

  private Scratch kept(List<Value> values) {
    Scratch memory = totals(1);
    for (int i = 0; i < values.size(); i++) {
      memory.store(values.get(i), Value.i64(0), i);
    }
    return memory;
  }

  /** Runs the epilogue on chains with these values. */
  void finish(List<Value> values) {
    Scratch memory = kept(values);
    overRows((first, part) ->
        finish(
            part,
            IntStream.range(0, part.size() * chains)
                .mapToObj(i -> memory.load(first, i))
                .toList()));
  }

  private void finish(List<Spot> part, List<Value> values) {
    for (int i = 0; i < part.size(); i++) {
      e.finish(part.get(i), values.subList(i * chains, (i + 1) * chains));
    }
  }

  /** What to do with spots whose chains are so many bytes after the tile's first ones. */
  private interface Part {
    void emit(Value first, List<Spot> part);
  }

  private void overRows(Part part) {
    if (rows == 1) {
      overVectors(Value.i64(0), part);
      return;
    }
    int axis = e.schedule.rowAxis();
    Value base = e.frame.base(axis);
    e.frame.set(axis, ir.openLoop(base));
    overVectors(ir.follow(0, rowBytes()), part);
    ir.closeLoop(Value.i64(1), ir.add(base, Value.i64(rows)), List.of());
    e.frame.set(axis, base);
  }

  private void overVectors(Value row, Part part) {
    boolean isShort = e.nest.epilogue().instructions().size() <= SHORT;
    if (isShort || spots.size() == 1 || e.frame.isMasked()) {
      part.emit(row, spots);
      return;
    }
    int axis = e.schedule.laneAxis();
    Value base = e.frame.base(axis);
    int lanes = spots.getFirst().lanes();
    e.frame.set(axis, ir.openLoop(base));
    Value first = ir.add(row, ir.follow(0, (long) chains * e.combinedType().bytes()));
    part.emit(first, spots.subList(0, 1));
    Value end = ir.add(base, Value.i64((long) spots.size() * lanes));
    ir.closeLoop(Value.i64(lanes), end, List.of());
    e.frame.set(axis, base);
  }
}
