package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;

/**
 * The upper levels of a LANES reduction: block results become lanes of the next level, by the same
 * rule, until one is left. Their lanes and counts are in memory and a call adds one block result;
 * that is once in 1,024 points.
 */
final class Levels {
  private final Emission e;
  private final Ir ir;
  private final Scalars scalars;
  private final DType dtype;
  private final Type type;

  /** How many values each level takes; the last takes at most a block. */
  private final List<Long> sizes = new ArrayList<>();

  /**
   * @param points of the whole reduction
   * @param lanes of a block result, where neighbouring outputs are reduced together
   */
  Levels(Emission e, long points, int lanes) {
    this.e = e;
    ir = e.ir;
    scalars = e.scalars;
    dtype = e.combinedType();
    type = Type.of(dtype, lanes);
    for (long n = blocks(points); n > 1; n = blocks(n)) {
      sizes.add(n);
    }
    for (int level = 0; level < sizes.size(); level++) {
      e.functions.put(function(level), pushFunction(level));
    }
  }

  private static long blocks(long points) {
    return Math.ceilDiv(points, (long) Combine.LANE_BLOCK);
  }

  /** Whether one block holds all points, so that nothing is to be pushed. */
  boolean isEmpty() {
    return sizes.isEmpty();
  }

  /** Clear memory for one output. */
  Value newState() {
    return ir.allocate("[" + sizes.size() * levelBytes() + " x i8]");
  }

  /** Sets an output's levels to no values. */
  void clear(Value state) {
    for (int level = 0; level < sizes.size(); level++) {
      clearLanes(state, level);
      ir.effect("store i64 0, " + address(state, countOffset(level)).typed());
    }
  }

  private void clearLanes(Value state, int level) {
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      storeLane(state, level, l, Scalars.zero(dtype, type.lanes()));
    }
  }

  /** Adds a block result. */
  void push(Value state, Value result) {
    ir.effect("call void " + function(0) + "(" + state.typed() + ", " + result.typed() + ")");
  }

  /** The result, once every block result was pushed. */
  Value result(Value state) {
    int last = sizes.size() - 1;
    for (int level = 0; level < last; level++) {
      if (sizes.get(level) % Combine.LANE_BLOCK != 0) {
        Value fold = fold(state, level);
        ir.effect(
            "call void " + function(level + 1) + "(" + state.typed() + ", " + fold.typed() + ")");
      }
    }
    return fold(state, last);
  }

  private Value fold(Value state, int level) {
    List<Value> lanes = new ArrayList<>();
    for (int l = 0; l < Combine.LANE_COUNT; l++) {
      Value address = address(state, laneOffset(level, l));
      lanes.add(
          ir.pinned(
              type, "load " + type.text() + ", " + address.typed() + ", align " + dtype.bytes()));
    }
    return fold(scalars, dtype, lanes);
  }

  /** Sum of sixteen lanes, each a value of its own: l with l + 8, + 4, + 2, + 1. */
  static Value fold(Scalars scalars, DType dtype, List<Value> lanes) {
    List<Value> rest = lanes;
    for (int half = lanes.size() / 2; half > 0; half /= 2) {
      List<Value> next = new ArrayList<>();
      for (int l = 0; l < half; l++) {
        next.add(scalars.add(dtype, rest.get(l), rest.get(l + half)));
      }
      rest = next;
    }
    return rest.getFirst();
  }

  private void storeLane(Value state, int level, int lane, Value value) {
    Value address = address(state, laneOffset(level, lane));
    ir.effect("store " + value.typed() + ", " + address.typed() + ", align " + dtype.bytes());
  }

  private Value address(Value state, long offset) {
    return ir.pure(Type.POINTER, "getelementptr i8, " + state.typed() + ", i64 " + offset, state);
  }

  private long valueBytes() {
    return (long) type.lanes() * dtype.bytes();
  }

  private long levelBytes() {
    return Combine.LANE_COUNT * valueBytes() + 64;
  }

  private long laneOffset(int level, int lane) {
    return level * levelBytes() + 64 + lane * valueBytes();
  }

  private long countOffset(int level) {
    return level * levelBytes();
  }

  private static String function(int level) {
    return "@push" + level;
  }

  /**
   * A function that adds a value to a level, and the level's sum to the next one after each block.
   */
  private String pushFunction(int level) {
    Ir body = new Ir();
    Value state = new Value("%state", Type.POINTER, 0);
    Value value = new Value("%value", type, 0);
    Levels within = new Levels(this, body);
    Value countAt = within.address(state, countOffset(level));
    Value count = body.pinned(Type.I64, "load i64, " + countAt.typed());
    Value lane = body.binary("and", count, Value.i64(Combine.LANE_COUNT - 1));
    Value first = within.address(state, laneOffset(level, 0));
    Value offset = body.multiply(lane, valueBytes());
    Value at =
        body.pure(
            Type.POINTER,
            "getelementptr i8, " + first.typed() + ", " + offset.typed(),
            first,
            offset);
    Value old =
        body.pinned(type, "load " + type.text() + ", " + at.typed() + ", align " + dtype.bytes());
    Value sum = within.scalars.add(dtype, old, value);
    body.effect("store " + sum.typed() + ", " + at.typed() + ", align " + dtype.bytes());
    Value next = body.add(count, Value.i64(1));
    body.effect("store " + next.typed() + ", " + countAt.typed());
    if (level < sizes.size() - 1) {
      Value rest = body.binary("and", next, Value.i64(Combine.LANE_BLOCK - 1));
      body.openIf(body.compare("icmp eq", rest, Value.i64(0)));
      Value fold = within.fold(state, level);
      within.clearLanes(state, level);
      body.effect(
          "call void " + function(level + 1) + "(" + state.typed() + ", " + fold.typed() + ")");
      body.closeIf();
    }
    return "define internal void %s(ptr %%state, %s %%value) #1 {\n%s}\n"
        .formatted(function(level), type.text(), body.finish());
  }

  /** The same levels, written into another function. */
  private Levels(Levels other, Ir body) {
    e = other.e;
    ir = body;
    scalars = new Scalars(body);
    dtype = other.dtype;
    type = other.type;
    sizes.addAll(other.sizes);
  }
}
