package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;

/**
 * The sixteen lanes of a LANES reduction in memory, each a value of one type. Scalars are cleared
 * and added up as one vector.
 */
final class LaneArray {
  private final Ir ir;
  private final Scalars scalars;
  private final DType dtype;
  private final Type type;

  /** Values of {@code dtype}, each a scalar or a vector of neighbouring outputs. */
  LaneArray(Ir ir, DType dtype, int outputs) {
    this.ir = ir;
    scalars = new Scalars(ir);
    this.dtype = dtype;
    type = Type.of(dtype, outputs);
  }

  /** Bytes of all lanes. */
  long bytes() {
    return Combine.LANE_COUNT * laneBytes();
  }

  private long laneBytes() {
    return (long) type.lanes() * dtype.bytes();
  }

  /** Sets all lanes to zero. */
  void clear(Value array) {
    if (type.lanes() == 1) {
      store(Scalars.zero(dtype, Combine.LANE_COUNT), array);
      return;
    }
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      store(Scalars.zero(dtype, type.lanes()), lane(array, Value.i64(l)));
    }
  }

  /** Adds to one lane. */
  void add(Value array, Value lane, Value value) {
    Value at = lane(array, lane);
    store(scalars.add(dtype, load(type, at), value), at);
  }

  /** Sum of the lanes: l with l + 8, + 4, + 2, + 1. */
  Value fold(Value array) {
    if (type.lanes() == 1) {
      return scalars.fold(dtype, load(type.withLanes(Combine.LANE_COUNT), array));
    }
    List<Value> rest = new ArrayList<>();
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      rest.add(load(type, lane(array, Value.i64(l))));
    }
    for (int half = rest.size() / 2; half > 0; half /= 2) {
      List<Value> next = new ArrayList<>();
      for (int l = 0; l < half; l++) {
        next.add(scalars.add(dtype, rest.get(l), rest.get(l + half)));
      }
      rest = next;
    }
    return rest.getFirst();
  }

  private Value lane(Value array, Value lane) {
    return ir.plus(array, ir.multiply(lane, laneBytes()));
  }

  private Value load(Type loaded, Value at) {
    return ir.pinned(
        loaded, "load " + loaded.text() + ", " + at.typed() + ", align " + dtype.bytes());
  }

  private void store(Value value, Value at) {
    ir.effect("store " + value.typed() + ", " + at.typed() + ", align " + dtype.bytes());
  }
}
