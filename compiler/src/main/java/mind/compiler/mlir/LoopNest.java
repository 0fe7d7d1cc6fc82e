package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarOp;

/** A nest as loops that insert its results one by one: the form that every nest has. */
final class LoopNest {
  private final Lines out;
  private final Nest nest;
  private final Scalars scalars;
  private final Point point;
  private final List<Integer> buffers;

  private LoopNest(Lines out, Nest nest, List<TensorValue> operands) {
    this.out = out;
    this.nest = nest;
    scalars = new Scalars(out);
    point = new Point(out, nest, operands, Map.of());
    buffers = nest.results().stream().map(Access::buffer).distinct().toList();
  }

  static void write(Nest nest, Lines out, Tensors tensors) {
    LoopNest loops = new LoopNest(out, nest, nest.operands().stream().map(tensors::get).toList());
    List<TensorValue> before = new ArrayList<>();
    for (int buffer : loops.buffers) {
      before.add(tensors.get(loops.resultIn(buffer)));
    }
    List<Value> after = loops.loops(0, before.stream().map(TensorValue::value).toList());
    for (int b = 0; b < after.size(); b++) {
      tensors.set(loops.buffers.get(b), before.get(b).named(after.get(b).name()));
    }
  }

  private Access resultIn(int buffer) {
    return nest.results().stream().filter(r -> r.buffer() == buffer).findFirst().orElseThrow();
  }

  /** The loops from an axis on; additions into a result run over the reduce axes too. */
  private List<Value> loops(int axis, List<Value> tensors) {
    if (axis == nest.axes().size()) {
      return insert(tensors);
    }
    boolean inside = nest.axes().get(axis).isReduce() && nest.combine() != Combine.SCATTER_ADD;
    long extent = nest.axes().get(axis).extent();
    if (inside || extent == 1) {
      return loops(axis + 1, tensors);
    }
    return out.loop(
        out.index(0),
        out.index(extent),
        tensors,
        (index, carried) -> {
          point.axis(axis, index);
          return loops(axis + 1, carried);
        });
  }

  private List<Value> insert(List<Value> tensors) {
    point.combined(new Reductions(out, scalars).combined(point));
    List<String> values = scalars.write(nest.epilogue(), point);
    List<Value> next = new ArrayList<>(tensors);
    for (int r = 0; r < values.size(); r++) {
      Access result = nest.results().get(r);
      int place = buffers.indexOf(result.buffer());
      next.set(place, insert(result, values.get(r), next.get(place)));
    }
    return next;
  }

  private Value insert(Access result, String value, Value tensor) {
    Point.Place place = point.place(result, false);
    if (place.conditions().isEmpty()) {
      return new Value(insert(result, value, tensor, place), tensor.type());
    }
    return out.choose(
        point.inside(place),
        tensor.type(),
        () -> insert(result, value, tensor, place),
        tensor::name);
  }

  private String insert(Access result, String value, Value tensor, Point.Place place) {
    String written = value;
    if (nest.combine() == Combine.SCATTER_ADD) {
      String old = point.extract(tensor, place);
      written = scalars.apply(ScalarOp.ADD, result.dtype(), result.dtype(), old, value);
    }
    return out.let(
        ("tensor.insert " + written + " into " + tensor.name() + place.text())
            + (" : " + tensor.type()));
  }
}
