package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;

/**
 * Tiles of LANES in general: the sixteen lanes are in memory and points are added one by one. For
 * runs of several axes whose innermost is no multiple of sixteen, and for reductions whose
 * neighbouring outputs, not points, are adjacent in memory; each lane is then a vector of outputs.
 */
final class ScalarLaneTiles implements Tiles {
  private final Emission e;
  private final Ir ir;
  private final DType dtype;

  ScalarLaneTiles(Emission e) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
  }

  @Override
  public void emit(int rows, int vectors, int lanes) {
    for (Spot spot : Emission.spots(rows, vectors, lanes)) {
      e.finish(spot, List.of(reduce(spot)));
    }
  }

  private Value reduce(Spot spot) {
    LaneArray array = new LaneArray(ir, dtype, spot.lanes());
    Value memory = ir.allocate("[" + array.bytes() + " x i8]");
    Levels levels = new Levels(e, e.nest.reducePoints(), spot.lanes());
    Value state = levels.isEmpty() ? memory : levels.newState();
    if (!levels.isEmpty()) {
      levels.clear(state);
    }
    array.clear(memory);
    List<Integer> axes = e.reduceAxes();
    List<Integer> run = axes.subList(axes.size() - e.nest.trailingRun(), axes.size());
    e.loopOver(
        axes,
        List.of(),
        none -> {
          if (!levels.isEmpty()) {
            endBlock(position(axes), array, memory, levels, state);
          }
          add(spot, array, memory, position(run));
          return none;
        });
    Value last = array.fold(memory);
    if (levels.isEmpty()) {
      return last;
    }
    levels.push(state, last);
    return levels.result(state);
  }

  /** Row-major position of the current point among those of {@code axes}. */
  private Value position(List<Integer> axes) {
    Value position = Value.i64(0);
    long stride = 1;
    List<Value> terms = new ArrayList<>();
    for (int axis : axes.reversed()) {
      terms.add(ir.multiply(e.frame.base(axis), stride));
      stride *= e.extent(axis);
    }
    for (Value term : terms.reversed()) {
      position = ir.add(position, term);
    }
    return position;
  }

  private void endBlock(Value position, LaneArray array, Value memory, Levels levels, Value state) {
    Value within = ir.binary("and", position, Value.i64(Combine.LANE_BLOCK - 1));
    Value starts = ir.compare("icmp eq", within, Value.i64(0));
    Value later = ir.compare("icmp ne", position, Value.i64(0));
    ir.openIf(ir.binary("and", starts, later));
    levels.push(state, array.fold(memory));
    array.clear(memory);
    ir.closeIf();
  }

  private void add(Spot spot, LaneArray array, Value memory, Value position) {
    List<Value> values = e.body(spot);
    e.finishSides(spot, values);
    Value value = ir.splat(values.getFirst(), spot.lanes());
    array.add(memory, ir.binary("and", position, Value.i64(Combine.LANE_COUNT - 1)), value);
  }
}
