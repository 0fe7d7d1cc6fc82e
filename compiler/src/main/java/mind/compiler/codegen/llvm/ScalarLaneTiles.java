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
    Type type = Type.of(dtype, spot.lanes());
    Value memory = ir.allocate("[" + Combine.LANE_COUNT + " x " + type.text() + "]");
    Levels levels = new Levels(e, e.nest.reducePoints(), spot.lanes());
    Value state = levels.isEmpty() ? memory : levels.newState();
    if (!levels.isEmpty()) {
      levels.clear(state);
    }
    clear(memory, type);
    List<Integer> axes = e.reduceAxes();
    List<Integer> run = axes.subList(axes.size() - e.nest.trailingRun(), axes.size());
    e.loopOver(
        axes,
        List.of(),
        none -> {
          if (!levels.isEmpty()) {
            endBlock(position(axes), memory, type, levels, state);
          }
          add(spot, memory, type, position(run));
          return none;
        });
    Value last = fold(memory, type);
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

  private void endBlock(Value position, Value memory, Type type, Levels levels, Value state) {
    Value within = ir.binary("and", position, Value.i64(Combine.LANE_BLOCK - 1));
    Value starts = ir.compare("icmp eq", within, Value.i64(0));
    Value later = ir.compare("icmp ne", position, Value.i64(0));
    ir.openIf(ir.binary("and", starts, later));
    levels.push(state, fold(memory, type));
    clear(memory, type);
    ir.closeIf();
  }

  private void add(Spot spot, Value memory, Type type, Value position) {
    List<Value> values = e.body(spot);
    e.finishSides(spot, values);
    Value value = ir.splat(values.getFirst(), spot.lanes());
    Value lane = ir.binary("and", position, Value.i64(Combine.LANE_COUNT - 1));
    Value at = lane(memory, type, lane);
    Value old = load(at, type);
    Value sum = e.scalars.add(dtype, old, value);
    ir.effect("store " + sum.typed() + ", " + at.typed() + ", align " + dtype.bytes());
  }

  private Value lane(Value memory, Type type, Value lane) {
    return ir.pure(
        Type.POINTER,
        "getelementptr " + type.text() + ", " + memory.typed() + ", " + lane.typed(),
        memory,
        lane);
  }

  private Value load(Value at, Type type) {
    return ir.pinned(type, "load " + type.text() + ", " + at.typed() + ", align " + dtype.bytes());
  }

  private Value fold(Value memory, Type type) {
    List<Value> lanes = new ArrayList<>();
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      lanes.add(load(lane(memory, type, Value.i64(l)), type));
    }
    return Levels.fold(e.scalars, dtype, lanes);
  }

  private void clear(Value memory, Type type) {
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      Value at = lane(memory, type, Value.i64(l));
      Value zero = Scalars.zero(dtype, type.lanes());
      ir.effect("store " + zero.typed() + ", " + at.typed() + ", align " + dtype.bytes());
    }
  }
}
