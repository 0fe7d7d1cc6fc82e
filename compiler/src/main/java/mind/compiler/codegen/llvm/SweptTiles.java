package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.ScalarOp;

/**
 * Tiles of a swept contraction: a few steps of the reduce axis for a few vectors, whose
 * accumulators come from the result's memory and go back there. The loop over the steps is outside
 * the one along the lanes.
 */
final class SweptTiles implements Tiles {
  private final Emission e;
  private final Ir ir;
  private final int axis;
  private final int steps;
  private Value first = Value.i64(0);

  SweptTiles(Emission e, int steps) {
    this.e = e;
    this.steps = steps;
    ir = e.ir;
    axis = e.reduceAxes().getFirst();
  }

  /** Writes the loop over the reduce axis around {@code alongLanes}, which writes tiles. */
  void sweep(Runnable alongLanes) {
    first = ir.openLoop(Value.i64(0));
    alongLanes.run();
    ir.closeLoop(Value.i64(steps), Value.i64(e.extent(axis)), List.of());
  }

  @Override
  public void emit(int rows, int vectors, int lanes) {
    DType dtype = e.combinedType();
    List<Spot> spots = Emission.spots(rows, vectors, lanes);
    Value isFirst = ir.compare("icmp eq", first, Value.i64(0));
    List<Value> accumulators = new ArrayList<>();
    for (Spot spot : spots) {
      Value zero = Scalars.zero(dtype, lanes);
      Value held = e.accesses.loadResult(0, spot);
      accumulators.add(ir.select(ir.splat(isFirst, lanes), zero, held));
    }
    for (int step = 0; step < steps; step++) {
      e.frame.set(axis, ir.add(first, Value.i64(step)));
      for (int i = 0; i < spots.size(); i++) {
        List<Value> factors = e.body(spots.get(i)).stream().map(v -> ir.splat(v, lanes)).toList();
        accumulators.set(
            i,
            e.scalars.apply(
                ScalarOp.FMA,
                dtype,
                dtype,
                List.of(factors.get(0), factors.get(1), accumulators.get(i))));
      }
    }
    for (int i = 0; i < spots.size(); i++) {
      e.accesses.store(0, accumulators.get(i), spots.get(i));
    }
  }
}
