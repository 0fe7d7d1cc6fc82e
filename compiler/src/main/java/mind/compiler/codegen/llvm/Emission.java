package mind.compiler.codegen.llvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.llvm.Frame.Spot;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** What the parts of one kernel's emission share. */
final class Emission {
  final Ir ir = new Ir();
  final Scalars scalars = new Scalars(ir);
  final Tables tables = new Tables();
  final Nest nest;
  final Schedule schedule;
  final Frame frame;
  final Accesses accesses;
  final Points points;

  /** Definitions of functions that the kernel calls. */
  final Map<String, String> functions = new LinkedHashMap<>();

  private final Arguments arguments;
  private final @Nullable Value status;

  Emission(KernelForm form) {
    nest = form.nest();
    schedule = form.schedule();
    frame = new Frame(nest.axes().size(), schedule.laneAxis(), schedule.rowAxis());
    arguments = new Arguments(ir, form);
    status = nest.checked() ? ir.allocate("i64") : null;
    if (status != null) {
      ir.effect("store i64 -1, ptr " + status.name());
    }
    accesses = new Accesses(ir, nest, frame, arguments, status);
    points = new Points(ir, accesses, tables);
  }

  /** Lowers the launch's status word to what this call found. */
  void reportStatus() {
    if (status != null) {
      Value word = arguments.status();
      Value found = ir.pinned(Type.I64, "load i64, ptr " + status.name());
      ir.effect("atomicrmw umin " + word.typed() + ", " + found.typed() + " monotonic");
    }
  }

  /** The reduce axes, outermost first. */
  List<Integer> reduceAxes() {
    return IntStream.range(0, nest.axes().size())
        .filter(a -> nest.axes().get(a).isReduce())
        .boxed()
        .toList();
  }

  /** The extent of an axis that is no argument. */
  long extent(int axis) {
    long extent = nest.extent(axis);
    if (KernelForm.argument(extent) >= 0) {
      throw new IllegalStateException("axis " + axis + " is an argument");
    }
    return extent;
  }

  /** The extent of any axis; 1 of none, -1. */
  Value points(int axis) {
    return number(nest.extent(axis));
  }

  /** A number of the form. */
  Value number(long number) {
    return arguments.number(number);
  }

  /** Sets the frame to the point of some axes with this row-major number. */
  void locate(List<Integer> axes, Value number) {
    Value rest = number;
    for (int i = axes.size() - 1; i >= 0; i--) {
      Value extent = points(axes.get(i));
      frame.set(axes.get(i), i == 0 ? rest : ir.remainder(rest, extent));
      rest = i == 0 ? rest : ir.divide(rest, extent);
    }
  }

  /** The dtype that is combined. */
  DType combinedType() {
    return nest.body().resultTypes().getFirst();
  }

  /** The spots of a tile, by rows. */
  static List<Spot> spots(int rows, int vectors, int lanes) {
    List<Spot> spots = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        spots.add(new Spot(r, v * lanes, lanes));
      }
    }
    return spots;
  }

  /** The body's values at a spot. */
  List<Value> body(Spot spot) {
    return points.evaluate(nest.body(), spot, List.of());
  }

  /** Writes the values at a spot that are no part of what is combined. */
  void finishSides(Spot spot, List<Value> values) {
    for (int i = 0; i < nest.sides(); i++) {
      int result = nest.epilogue().results().size() + i;
      accesses.store(result, values.get(nest.chains() + i), spot);
    }
  }

  /** One of the body's values at a spot. */
  Value factor(int factor, Spot spot) {
    return points.evaluate(nest.body().only(factor), spot, List.of()).getFirst();
  }

  /**
   * Writes {@code step} for each point of {@code axes}; it maps carried values to those of the next
   * point.
   */
  List<Value> loopOver(List<Integer> axes, List<Value> start, UnaryOperator<List<Value>> step) {
    if (axes.isEmpty()) {
      return step.apply(start);
    }
    int axis = axes.getFirst();
    frame.set(axis, ir.openLoop(Value.i64(0)));
    List<Value> carried = ir.carryAll(start);
    List<Value> next = loopOver(axes.subList(1, axes.size()), carried, step);
    return ir.closeLoop(Value.i64(1), Value.i64(extent(axis)), next);
  }

  /** Runs the epilogue on what the body's values combined to at a spot, and stores its results. */
  void finish(Spot spot, List<Value> combined) {
    List<Value> results = points.evaluate(nest.epilogue(), spot, combined);
    for (int i = 0; i < results.size(); i++) {
      accesses.store(i, results.get(i), spot);
    }
  }
}
