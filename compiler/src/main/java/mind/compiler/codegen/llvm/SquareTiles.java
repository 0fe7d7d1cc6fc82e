package mind.compiler.codegen.llvm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Squares;

/** Element-wise tiles as high as wide, for operands that are read across memory order. */
final class SquareTiles implements Tiles {
  private final Emission e;

  SquareTiles(Emission e) {
    this.e = e;
  }

  /** The operands that squares are read of. */
  static List<Integer> turned(Emission e) {
    Nest nest = e.nest;
    int rowAxis = e.schedule.rowAxis();
    return e.schedule.lanes() == 1 || e.schedule.lanes() != e.schedule.rows()
        ? List.of()
        : IntStream.range(0, nest.operands().size())
            .filter(
                o -> Squares.isTurned(nest, nest.operands().get(o), e.schedule.laneAxis(), rowAxis))
            .boxed()
            .toList();
  }

  @Override
  public void emit(int rows, int vectors, int lanes) {
    List<Integer> operands = turned(e);
    int bytes = e.nest.operands().get(operands.getFirst()).dtype().bytes();
    int distance = Transposition.distance(lanes, bytes);
    List<Transposition> squares = operands.stream().map(o -> read(o, lanes, distance)).toList();
    int axis = e.schedule.rowAxis();
    Value base = e.frame.base(axis);
    Value first = e.ir.openLoop(base);
    for (int i = 0; i < operands.size(); i++) {
      turn(operands.get(i), squares.get(i).rows(), distance);
    }
    e.frame.set(axis, first);
    for (int row = 0; row < rows; row += distance) {
      Spot spot = new Spot(row, 0, lanes);
      e.finish(spot, e.body(spot));
    }
    e.ir.closeLoop(Value.i64(1), e.ir.add(base, Value.i64(distance)), List.of());
    e.frame.set(axis, base);
    e.accesses.unturn();
  }

  private Transposition read(int operand, int lanes, int distance) {
    Access access = e.nest.operands().get(operand);
    Type type = Type.inMemory(access.dtype(), lanes);
    Transposition square = new Transposition(e.ir, type, access.dtype().bytes(), distance);
    int axis = e.schedule.laneAxis();
    Value base = e.frame.base(axis);
    square.read(
        base,
        (at, more) -> {
          e.frame.set(axis, at);
          return e.accesses.loadAlong(operand, new Spot(0, more, 1), lanes);
        });
    e.frame.set(axis, base);
    return square;
  }

  private void turn(int operand, List<Value> rows, int distance) {
    Map<Integer, Value> byRow = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      byRow.put(i * distance, rows.get(i));
    }
    e.accesses.turn(operand, byRow);
  }
}
