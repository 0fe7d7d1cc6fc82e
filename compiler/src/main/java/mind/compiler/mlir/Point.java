package mind.compiler.mlir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;

/**
 * Where a nest stands while the code of one point is written: values of its axes, elements that the
 * surrounding operation brings, and reads of all others by computed indices.
 */
final class Point implements Scalars.Leaves {
  private final Lines out;
  private final Nest nest;
  private final List<TensorValue> operands;
  private final Map<Integer, String> given;
  private final Map<Integer, String> axes = new HashMap<>();
  private List<String> combined = List.of();

  /**
   * @param operands the tensors of the nest's operands, of the extents that the accesses have
   * @param given elements of operands that need no reading, by operand
   */
  Point(Lines out, Nest nest, List<TensorValue> operands, Map<Integer, String> given) {
    this.out = out;
    this.nest = nest;
    this.operands = operands;
    this.given = given;
  }

  Nest nest() {
    return nest;
  }

  void axis(int axis, String index) {
    axes.put(axis, index);
  }

  void combined(List<String> values) {
    combined = values;
  }

  /** An axis that nobody has set has one point. */
  @Override
  public String axis(int axis) {
    return axes.getOrDefault(axis, out.index(0));
  }

  @Override
  public String combined(int index) {
    return combined.get(index);
  }

  @Override
  public String load(int operand) {
    String element = given.get(operand);
    if (element != null) {
      return element;
    }
    Access access = nest.operands().get(operand);
    TensorValue tensor = operands.get(operand);
    Place place = place(access, true);
    String type = Types.scalar(access.dtype());
    if (place.conditions.isEmpty()) {
      return extract(tensor.value(), place);
    }
    return out.choose(
            inside(place),
            type,
            () -> extract(tensor.value(), place),
            () -> out.literal(access.dtype(), access.fill()))
        .name();
  }

  /**
   * An element's indices in its tensor, and the conditions under which they are in it.
   *
   * @param conditions none if they always are
   */
  record Place(List<String> indices, List<String> conditions) {
    String text() {
      return "[" + String.join(", ", indices) + "]";
    }
  }

  String extract(Value tensor, Place place) {
    return out.let("tensor.extract " + tensor.name() + place.text() + " : " + tensor.type());
  }

  /** The conjunction of a place's conditions. */
  String inside(Place place) {
    return place.conditions.stream()
        .reduce((a, b) -> out.apply("arith.andi", "i1", a, b))
        .orElseThrow();
  }

  /** Where an access lies at this point; an indirect index is clamped when read. */
  Place place(Access access, boolean reading) {
    List<String> indices = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    for (int d = 0; d < access.extents().size(); d++) {
      Index index = access.indices().get(d);
      long extent = access.extents().get(d);
      String at;
      if (index.isIndirect()) {
        at = indirect(index.indirect());
        if (reading) {
          at = out.apply("arith.maxsi", "index", at, out.index(0));
          at = out.apply("arith.minsi", "index", at, out.index(extent - 1));
        } else {
          conditions.add(below(at, extent));
        }
      } else {
        at = numerator(index);
        if (index.divisor() > 1) {
          String divisor = out.index(index.divisor());
          String rest = out.apply("arith.remsi", "index", at, divisor);
          conditions.add(out.apply("arith.cmpi eq,", "index", rest, out.index(0)));
          at = out.apply("arith.divsi", "index", at, divisor);
        }
        if (access.guarded() && !alwaysInside(index, extent)) {
          conditions.add(below(at, extent));
        }
      }
      indices.add(at);
    }
    return new Place(indices, conditions);
  }

  private String indirect(int operand) {
    String type = Types.scalar(nest.operands().get(operand).dtype());
    return out.let("arith.index_cast " + load(operand) + " : " + type + " to index");
  }

  /** 0 <= at < extent, in one unsigned comparison. */
  private String below(String at, long extent) {
    return out.apply("arith.cmpi ult,", "index", at, out.index(extent));
  }

  private String numerator(Index index) {
    List<String> terms = new ArrayList<>();
    for (int a = 0; a < nest.axes().size(); a++) {
      long stride = index.strides().get(a);
      if (stride != 0 && nest.axes().get(a).extent() > 1) {
        terms.add(
            stride == 1 ? axis(a) : out.apply("arith.muli", "index", axis(a), out.index(stride)));
      }
    }
    if (index.offset() != 0 || terms.isEmpty()) {
      terms.add(out.index(index.offset()));
    }
    return terms.stream().reduce((a, b) -> out.apply("arith.addi", "index", a, b)).orElseThrow();
  }

  private boolean alwaysInside(Index index, long extent) {
    long lowest = index.offset();
    long highest = index.offset();
    for (int a = 0; a < nest.axes().size(); a++) {
      Axis axis = nest.axes().get(a);
      long span = index.strides().get(a) * (axis.extent() - 1);
      lowest += Math.min(span, 0);
      highest += Math.max(span, 0);
    }
    return lowest >= 0 && highest / index.divisor() < extent;
  }
}
