package mind.compiler.check.builtins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call of a built-in, by parameter. Each getter reports an argument that it
 * can't give and ends the composition.
 */
public final class Arguments {
  private final Toolkit kit;
  private final Builtin builtin;
  private final @Nullable Value[] values;
  private final @Nullable Node[] nodes;
  private final Node call;

  public Arguments(
      Toolkit kit, Builtin builtin, @Nullable Value[] values, @Nullable Node[] nodes, Node call) {
    this.kit = kit;
    this.builtin = builtin;
    this.values = values;
    this.nodes = nodes;
    this.call = call;
  }

  public Toolkit kit() {
    return kit;
  }

  public Graph graph() {
    return kit.graph();
  }

  public Operators operators() {
    return kit.operators();
  }

  public Dims dims() {
    return kit.dims();
  }

  public Node call() {
    return call;
  }

  public String name() {
    return builtin.name();
  }

  String parameter(int i) {
    return builtin.parameters().get(i).name();
  }

  public boolean has(int i) {
    return values[i] != null;
  }

  public Node node(int i) {
    Node node = nodes[i];
    return node == null ? call : node;
  }

  /** Any argument; one that is in error ends the composition. */
  public Value value(int i) {
    Value value = values[i];
    if (value == null || value instanceof Value.Invalid) {
      throw new Rejected();
    }
    return value;
  }

  Diagnostics.Draft error(Code code, Node at, String message) {
    return kit.session().error(code, at, message);
  }

  /** Reports an argument that is of the wrong kind. */
  Rejected wrong(int i, String expected) {
    error(
            Code.TYPE_MISMATCH,
            node(i),
            "`"
                + parameter(i)
                + "` of `"
                + builtin.name()
                + "` must be "
                + expected
                + ", found "
                + describe(value(i)))
        .note("it is called as " + builtin.signature());
    return new Rejected();
  }

  String describe(Value value) {
    return kit.conversions().describe().value(value);
  }

  /** The value if it is none in error. */
  static Value sound(Value value) {
    if (value instanceof Value.Invalid) {
      throw new Rejected();
    }
    return value;
  }

  static Tensor sound(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new Rejected();
    }
    return tensor;
  }

  public Tensor tensor(int i) {
    return tensor(i, null);
  }

  /** As a tensor whose literals take {@code hint}. */
  public Tensor tensor(int i, @Nullable DType hint) {
    return tensor(value(i), hint, i);
  }

  /** A part of an argument as a tensor whose literals take {@code hint}. */
  Tensor tensor(Value part, @Nullable DType hint, int i) {
    return sound(kit.conversions().tensor(sound(part), hint, node(i)));
  }

  /** A tensor of floats; literals are f32. */
  public Tensor floats(int i) {
    return floats(value(i), i);
  }

  /** A part of an argument as a tensor of floats. */
  Tensor floats(Value part, int i) {
    DType hint = Conversions.dtype(part) == null ? DType.F32 : null;
    Tensor x = tensor(part, hint, i);
    if (!x.dtype().isFloat()) {
      throw dtype(i, x, "a float");
    }
    return x;
  }

  /** A tensor of numbers, not bool. */
  public Tensor numbers(int i) {
    Tensor x = tensor(i);
    if (x.dtype() == DType.BOOL) {
      throw dtype(i, x, "a number");
    }
    return x;
  }

  public Tensor integers(int i) {
    Tensor x = tensor(i);
    if (!x.dtype().isInteger()) {
      throw dtype(i, x, "i32 or i64");
    }
    return x;
  }

  Rejected dtype(int i, Tensor found, String needed) {
    Diagnostics.Draft draft =
        error(
            Code.DTYPE_NOT_ALLOWED,
            node(i),
            "`" + builtin.name() + "` needs " + needed + ", found " + describe(found));
    if (needed.equals("a float") || needed.equals("a number")) {
      draft.help("convert with `as f32`");
    }
    return new Rejected();
  }

  /** A whole number that is known now; it may be or contain a named dimension. */
  public long integer(int i) {
    return integer(value(i), i);
  }

  long integer(Value value, int i) {
    if (value instanceof Untyped u && !u.real() && Dims.isKnown(u.integer())) {
      return u.integer();
    }
    if (value instanceof Static s && s.dtype().isInteger()) {
      return s.bits();
    }
    sound(value);
    throw wrong(i, "a whole number that is known when the program is compiled");
  }

  public boolean flag(int i) {
    if (value(i) instanceof Static s && s.dtype() == DType.BOOL) {
      return s.bits() == 1;
    }
    throw wrong(i, "`true` or `false`");
  }

  /** A number that is known now, as a double. */
  public double real(int i) {
    return switch (value(i)) {
      case Untyped u -> u.wide();
      case Static s when s.dtype() != DType.BOOL -> s.dtype().toDouble(s.bits());
      default -> throw wrong(i, "a number that is known when the program is compiled");
    };
  }

  public DType dtype(int i, DType otherwise) {
    return has(i) ? dtype(i) : otherwise;
  }

  public DType dtype(int i) {
    return switch (value(i)) {
      case Value.Element e -> e.dtype();
      case Value.Text t when DType.of(t.text()).isPresent() -> DType.of(t.text()).get();
      default -> throw wrong(i, "a dtype such as f32");
    };
  }

  /** A list of whole numbers; one alone counts as a list of one. */
  public long[] integers(int i, String what) {
    return integers(value(i), i, what);
  }

  long[] integers(Value value, int i, String what) {
    Value[] elements =
        switch (value) {
          case Value.Array a -> a.elements();
          case Value.Tuple t -> t.parts();
          case Static s -> new Value[] {s};
          case Untyped u -> new Value[] {u};
          default -> throw wrong(i, what);
        };
    long[] numbers = new long[elements.length];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = integer(elements[k], i);
    }
    return numbers;
  }

  /** A shape: dimensions of at least 1. */
  public long[] shape(int i) {
    return shape(value(i), i);
  }

  long[] shape(Value value, int i) {
    long[] shape = integers(value, i, "a shape such as [2, 3]");
    for (long dim : shape) {
      positive(dim, node(i));
    }
    return shape;
  }

  void positive(long dim, Node at) {
    if (Dims.isKnown(dim) && dim < 1) {
      error(Code.DIMENSION, at, "dimension " + dim + " is not positive");
      throw new Rejected();
    }
  }

  /** Numbers of an argument that count elements: beyond those of any tensor they are an error. */
  long[] counts(long[] numbers, int i) {
    for (long number : numbers) {
      if (Dims.isKnown(number) && Math.abs(number) > Type.MAX_ELEMENTS) {
        error(Code.TENSOR_SIZE, node(i), number + " is more than a tensor can have");
        throw new Rejected();
      }
    }
    return numbers;
  }

  /** One axis of a tensor of that rank; negative ones count from the end. */
  public int axis(int i, int rank) {
    return axis(integer(i), rank, node(i));
  }

  int axis(long axis, int rank, Node at) {
    if (axis < -rank || axis >= rank) {
      Diagnostics.Draft draft =
          error(
              Code.AXIS_RANGE,
              at,
              "axis " + dims().text(axis) + " of a tensor of rank " + rank + " is out of range");
      draft.note(
          rank == 0 ? "a scalar has no axes" : "axes go from " + -rank + " to " + (rank - 1));
      throw new Rejected();
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Ascending axes of a tensor of that rank; all of them if none are given. */
  public int[] axes(int i, int rank) {
    if (!has(i)) {
      int[] all = new int[rank];
      Arrays.setAll(all, axis -> axis);
      return all;
    }
    long[] given = integers(i, "an axis or a list of axes");
    int[] axes = new int[given.length];
    for (int k = 0; k < axes.length; k++) {
      axes[k] = axis(given[k], rank, node(i));
    }
    Arrays.sort(axes);
    for (int k = 1; k < axes.length; k++) {
      if (axes[k] == axes[k - 1]) {
        error(Code.AXIS_DUPLICATE, node(i), "axis " + axes[k] + " is given twice");
        throw new Rejected();
      }
    }
    return axes;
  }

  /** The tensors of a list or tuple, all of one dtype. */
  public Tensor[] tensors(int i) {
    Value[] elements =
        switch (value(i)) {
          case Value.Array a -> a.elements();
          case Value.Tuple t -> t.parts();
          default -> throw wrong(i, "a list of tensors");
        };
    DType dtype = null;
    for (Value element : elements) {
      dtype = dtype == null ? Conversions.dtype(element) : dtype;
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Value element : elements) {
      tensors.add(sound(kit.conversions().tensor(element, dtype, node(i))));
    }
    if (tensors.isEmpty()) {
      error(Code.ARGUMENTS, node(i), "`" + builtin.name() + "` of no tensors");
      throw new Rejected();
    }
    return sameDType(i, tensors);
  }

  Tensor[] sameDType(int i, List<Tensor> tensors) {
    for (Tensor tensor : tensors) {
      if (tensor.dtype() != tensors.getFirst().dtype()) {
        error(
                Code.DTYPE_MISMATCH,
                node(i),
                "`" + builtin.name() + "` of tensors of different dtypes")
            .note("one is " + describe(tensors.getFirst()))
            .note("another is " + describe(tensor))
            .help("convert with `as`");
        throw new Rejected();
      }
    }
    return tensors.toArray(Tensor[]::new);
  }
}
