package mind.compiler.check.value;

import java.util.List;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import org.jspecify.annotations.Nullable;

/** What an expression stands for while its program is checked. */
public sealed interface Value {

  /**
   * A tensor that is computed when the program runs: value {@code id} of {@code home}, if recorded.
   */
  record Tensor(DType dtype, long[] dims, @Nullable Recorder home, int id) implements Value {
    public int rank() {
      return dims.length;
    }
  }

  /** A scalar that is known now. The bits of an I64 may be those of a name; see {@link Dims}. */
  record Static(DType dtype, long bits) implements Value {}

  /**
   * Literals, and operators over literals alone: of no dtype yet, evaluated in each that they may
   * take. {@code integer} means nothing if {@code real}.
   */
  record Untyped(boolean real, long integer, double wide, float narrow) implements Value {
    public static Untyped of(long integer) {
      return new Untyped(false, integer, integer, integer);
    }
  }

  /** {@code (a, b)} */
  record Tuple(Value[] parts, Extent extent) implements Value {}

  /** A struct; the fields in the order of its declaration. */
  record Struct(StructType type, Value[] fields, Extent extent) implements Value {}

  /** {@code [a, b]}: a tensor literal or a list of axes, sizes, tensors. */
  record Array(Value[] elements, Extent extent) implements Value {}

  record Text(String text) implements Value {}

  /** A dtype passed as an argument: {@code dtype=f64}. */
  record Element(DType dtype) implements Value {}

  /** The name of a module of built-ins: {@code tensor}. */
  record Module(int name) implements Value {}

  /** A function of the program. */
  record Function(UserFunction function) implements Value {}

  record Closure(Expr.Closure syntax, Scope scope) implements Value {}

  /** A built-in, by the number of its name. */
  record Builtin(int name) implements Value {}

  /** {@code grad(f)} and its like: a function that differentiates f where it is called. */
  record Transform(Derivative derivative, Value of, Wrt wrt) implements Value {}

  /** What a transform gives. */
  enum Derivative {
    GRAD,
    VALUE_AND_GRAD,
    VJP,
    JVP,
    JACOBIAN
  }

  /** By which arguments a derivative is taken: all floats if {@code given} is empty. */
  record Wrt(List<Value> given, boolean list) {}

  /**
   * What {@code vjp} gives besides the value: the function of a cotangent of {@code value} that
   * gives the gradient by {@code point}, which has the leaves that the value was computed from.
   */
  record PullBack(Value value, Value point) implements Value {}

  /** A struct's or alias's name; it is no value, but in one namespace with them. */
  record TypeName(NamedType type) implements Value {}

  /** A constant of the module, evaluated when first used. */
  record Constant(ModuleConstant constant) implements Value {}

  /** {@code None} in an index, words such as {@code Same}. */
  record Word(String text) implements Value {}

  /** No value. */
  record Unit() implements Value {}

  /** The value of what is in error: whatever is done with it is silently in error too. */
  record Invalid() implements Value {}

  Unit UNIT = new Unit();
  Invalid ERROR = new Invalid();

  /**
   * How deeply values are nested in one, and how many there are; {@link Session#bound} limits both.
   */
  record Extent(int depth, int leaves) {
    private static final Extent LEAF = new Extent(0, 1);

    static Extent of(Value value) {
      return switch (value) {
        case Tuple t -> t.extent();
        case Struct s -> s.extent();
        case Array a -> a.extent();
        default -> LEAF;
      };
    }

    static Extent around(Value[] parts) {
      int depth = 0;
      int leaves = 0;
      for (Value part : parts) {
        Extent inner = of(part);
        depth = Math.max(depth, inner.depth);
        leaves = Math.min(leaves + inner.leaves, 1 << 30);
      }
      return new Extent(depth + 1, leaves);
    }
  }

  /** Whether this can be called. */
  static boolean isFunction(Value value) {
    return switch (value) {
      case Function f -> true;
      case Closure c -> true;
      case Builtin b -> true;
      case Transform t -> true;
      case PullBack p -> true;
      default -> false;
    };
  }

  static Tuple tuple(Value... parts) {
    return new Tuple(parts, Extent.around(parts));
  }

  static Struct struct(StructType type, Value[] fields) {
    return new Struct(type, fields, Extent.around(fields));
  }

  static Array array(Value... elements) {
    return new Array(elements, Extent.around(elements));
  }
}
