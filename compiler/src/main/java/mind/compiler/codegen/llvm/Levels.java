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
  private static final long COUNT_BYTES = 64;

  private final Emission e;
  private final Ir ir;
  private final DType dtype;
  private final Type type;
  private final LaneArray array;

  /** How many values each level takes; the last takes at most a block. */
  private final List<Long> sizes = new ArrayList<>();

  /**
   * @param points of the whole reduction
   * @param lanes of a block result, where neighbouring outputs are reduced together
   */
  Levels(Emission e, long points, int lanes) {
    this.e = e;
    ir = e.ir;
    dtype = e.combinedType();
    type = Type.of(dtype, lanes);
    array = new LaneArray(ir, dtype, lanes);
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
      array.clear(lanes(state, level));
      ir.effect("store i64 0, " + address(state, countOffset(level)).typed());
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
    return array.fold(lanes(state, level));
  }

  private Value lanes(Value state, int level) {
    return address(state, countOffset(level) + COUNT_BYTES);
  }

  private Value address(Value state, long offset) {
    return ir.plus(state, Value.i64(offset));
  }

  /** A level's count, a line of its own, then its lanes. */
  private long levelBytes() {
    return COUNT_BYTES + array.bytes();
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
    within.array.add(within.lanes(state, level), lane, value);
    Value next = body.add(count, Value.i64(1));
    body.effect("store " + next.typed() + ", " + countAt.typed());
    if (level < sizes.size() - 1) {
      Value rest = body.binary("and", next, Value.i64(Combine.LANE_BLOCK - 1));
      body.openIf(body.compare("icmp eq", rest, Value.i64(0)));
      Value fold = within.fold(state, level);
      within.array.clear(within.lanes(state, level));
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
    dtype = other.dtype;
    type = other.type;
    array = new LaneArray(body, dtype, type.lanes());
    sizes.addAll(other.sizes);
  }
}
