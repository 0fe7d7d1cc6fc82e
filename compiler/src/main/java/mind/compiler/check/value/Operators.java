package mind.compiler.check.value;

import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/** The element-wise operators: dtypes agree, shapes broadcast, structs go leaf by leaf. */
public final class Operators {
  private final Session session;
  private final Graph graph;
  private final Conversions conversions;

  public Operators(Session session, Conversions conversions) {
    this.session = session;
    this.graph = session.graph();
    this.conversions = conversions;
  }

  public Broadcasting broadcasting() {
    return new Broadcasting(session);
  }

  private Folding folding() {
    return new Folding(session.dims());
  }

  /** Two operands of one dtype and one shape. */
  public record Pair(Tensor a, Tensor b) {}

  /**
   * An element-wise operation of two numbers.
   *
   * @param symbol how the program writes it: {@code +}, {@code max}
   */
  public Value arithmetic(Binary.Kind kind, Value a, Value b, Node at, String symbol) {
    if (a instanceof Value.Invalid || b instanceof Value.Invalid) {
      return Value.ERROR;
    }
    if (isComposite(a) || isComposite(b)) {
      return leafByLeaf(a, b, at, symbol, (x, y) -> arithmetic(kind, x, y, at, symbol));
    }
    if (a instanceof Untyped x && b instanceof Untyped y) {
      return Folding.arithmetic(kind, x, y);
    }
    if (Conversions.dtype(a) == DType.BOOL || Conversions.dtype(b) == DType.BOOL) {
      return noBool(at, symbol);
    }
    if (folds(a) && folds(b)) {
      Static x = typed(a, b, at);
      Static y = typed(b, a, at);
      if (x == null || y == null || !agree(x.dtype(), y.dtype(), a, b, at, symbol)) {
        return Value.ERROR;
      }
      Static folded = folding().arithmetic(kind, x, y);
      if (folded != null) {
        return folded;
      }
    }
    Pair pair = align(a, b, at, symbol);
    if (pair == null) {
      return Value.ERROR;
    }
    return graph.binary(kind, pair.a(), pair.b());
  }

  private Value noBool(Node at, String symbol) {
    session
        .error(Code.DTYPE_NOT_ALLOWED, at, "`" + symbol + "` is not defined on bool")
        .help("convert with `as i32` or `as f32`, or use `&&`, `||`, `!`");
    return Value.ERROR;
  }

  /** {@code &&} or {@code ||}, on bool. */
  public Value logic(Binary.Kind kind, Value a, Value b, Node at, String symbol) {
    if (a instanceof Value.Invalid || b instanceof Value.Invalid) {
      return Value.ERROR;
    }
    for (Value operand : new Value[] {a, b}) {
      if (Conversions.dtype(operand) != DType.BOOL) {
        session
            .error(
                Code.DTYPE_NOT_ALLOWED,
                at,
                "`" + symbol + "` needs bool, found " + conversions.describe().value(operand))
            .help("compare: `x != 0`");
        return Value.ERROR;
      }
    }
    if (a instanceof Static x && b instanceof Static y) {
      return Conversions.orError(folding().arithmetic(kind, x, y));
    }
    Pair pair = align(a, b, at, symbol);
    return pair == null ? Value.ERROR : graph.binary(kind, pair.a(), pair.b());
  }

  public Value compare(Compare.Kind kind, Value a, Value b, Node at, String symbol) {
    if (a instanceof Value.Invalid || b instanceof Value.Invalid) {
      return Value.ERROR;
    }
    if (a instanceof Untyped x && b instanceof Untyped y) {
      return Folding.compare(kind, x, y);
    }
    Pair pair = null;
    DType dtype;
    Static x = null;
    Static y = null;
    if (folds(a) && folds(b)) {
      x = typed(a, b, at);
      y = typed(b, a, at);
      if (x == null || y == null || !agree(x.dtype(), y.dtype(), a, b, at, symbol)) {
        return Value.ERROR;
      }
      dtype = x.dtype();
    } else {
      pair = align(a, b, at, symbol);
      if (pair == null) {
        return Value.ERROR;
      }
      dtype = pair.a().dtype();
    }
    if (dtype == DType.BOOL && kind != Compare.Kind.EQ && kind != Compare.Kind.NE) {
      session.error(
          Code.DTYPE_NOT_ALLOWED, at, "bool has no order: `" + symbol + "` is not defined on it");
      return Value.ERROR;
    }
    if (x != null && y != null) {
      return folding().compare(kind, x, y);
    }
    return pair == null ? Value.ERROR : graph.compare(kind, pair.a(), pair.b());
  }

  public Value negate(Value x, Node at) {
    return switch (x) {
      case Value.Invalid e -> e;
      case Untyped u -> new Untyped(u.real(), -u.integer(), -u.wide(), -u.narrow());
      case Static s when s.dtype() == DType.BOOL -> noBool(at, "-");
      case Static s when s.dtype().isInteger() ->
          arithmetic(Binary.Kind.SUB, new Static(s.dtype(), 0), s, at, "-");
      default -> unary(Unary.Kind.NEG, x, at, "-");
    };
  }

  public Value not(Value x, Node at) {
    if (x instanceof Value.Invalid) {
      return x;
    }
    if (Conversions.dtype(x) != DType.BOOL) {
      session
          .error(
              Code.DTYPE_NOT_ALLOWED,
              at,
              "`!` needs bool, found " + conversions.describe().value(x))
          .help("compare: `x == 0`");
      return Value.ERROR;
    }
    if (x instanceof Static s) {
      return folding().not(s);
    }
    Tensor tensor = conversions.tensor(x, at);
    return tensor == null ? Value.ERROR : graph.unary(Unary.Kind.NOT, tensor);
  }

  /** A function of one element, if the dtype has it; on structs leaf by leaf. */
  public Value unary(Unary.Kind kind, Value x, Node at, String symbol) {
    return mapLeaves(
        x,
        at,
        leaf -> {
          // Where only floats will do, a literal without a dtype is one.
          DType hint = kind.accepts(DType.I64) ? null : DType.F32;
          Tensor tensor = conversions.tensor(leaf, hint, at);
          if (tensor == null) {
            return Value.ERROR;
          }
          if (!kind.accepts(tensor.dtype())) {
            return dtypeNotAllowed(tensor, at, symbol);
          }
          return graph.unary(kind, tensor);
        });
  }

  private Value dtypeNotAllowed(Tensor x, Node at, String symbol) {
    var draft =
        session.error(
            Code.DTYPE_NOT_ALLOWED, at, "`" + symbol + "` is not defined on " + x.dtype().text());
    draft.note("its argument is " + conversions.describe().value(x));
    if (!x.dtype().isFloat()) {
      draft.help("convert with `as f32`");
    }
    return Value.ERROR;
  }

  public Value cast(Value x, DType dtype, Node at) {
    return mapLeaves(
        x,
        at,
        leaf -> {
          switch (leaf) {
            case Untyped u -> {
              if (dtype.isFloat() || (!u.real() && dtype != DType.BOOL)) {
                Static typed = conversions.literal(u, dtype, at);
                return typed == null ? Value.ERROR : conversions.value(typed, at);
              }
              long bits = Double.doubleToRawLongBits(u.wide());
              Static known = Folding.cast(new Static(DType.F64, bits), dtype);
              return known != null
                  ? known
                  : graph.cast(graph.constant(DType.F64, bits, new long[0]), dtype);
            }
            case Static s -> {
              Static known = Folding.cast(s, dtype);
              if (known != null) {
                return known;
              }
            }
            default -> {}
          }
          Tensor tensor = conversions.tensor(leaf, at);
          return tensor == null ? Value.ERROR : graph.cast(tensor, dtype);
        });
  }

  /** A function of one leaf of a struct or tuple. */
  public interface LeafFunction {
    Value apply(Value leaf);
  }

  private interface LeafPairFunction {
    Value apply(Value a, Value b);
  }

  /** Applies a function to a tensor, or to every leaf of a struct or tuple. */
  public Value mapLeaves(Value x, Node at, LeafFunction function) {
    return switch (x) {
      case Value.Invalid e -> e;
      case Value.Struct s -> Value.struct(s.type(), mapAll(s.fields(), at, function));
      case Value.Tuple t -> Value.tuple(mapAll(t.parts(), at, function));
      default -> {
        session.step(at);
        yield function.apply(x);
      }
    };
  }

  private Value[] mapAll(Value[] parts, Node at, LeafFunction function) {
    Value[] results = new Value[parts.length];
    for (int i = 0; i < parts.length; i++) {
      results[i] = mapLeaves(parts[i], at, function);
    }
    return results;
  }

  public static boolean isComposite(Value value) {
    return value instanceof Value.Struct || value instanceof Value.Tuple;
  }

  private Value leafByLeaf(Value a, Value b, Node at, String symbol, LeafPairFunction function) {
    Value[] left = parts(a);
    Value[] right = parts(b);
    boolean fits =
        left.length == 0
            ? Conversions.isScalar(a)
            : right.length == 0 ? Conversions.isScalar(b) : sameKind(a, b);
    if (!fits) {
      session
          .error(
              Code.TYPE_MISMATCH,
              at,
              "`"
                  + symbol
                  + "` of "
                  + conversions.describe().value(a)
                  + " and "
                  + conversions.describe().value(b))
          .note("it works on two of the same struct or tuple type, or on one and a scalar");
      return Value.ERROR;
    }
    Value[] results = new Value[Math.max(left.length, right.length)];
    for (int i = 0; i < results.length; i++) {
      session.step(at);
      results[i] = function.apply(left.length == 0 ? a : left[i], right.length == 0 ? b : right[i]);
    }
    Value shape = left.length == 0 ? b : a;
    return shape instanceof Value.Struct s ? Value.struct(s.type(), results) : Value.tuple(results);
  }

  private static Value[] parts(Value value) {
    return switch (value) {
      case Value.Struct s -> s.fields();
      case Value.Tuple t -> t.parts();
      default -> new Value[0];
    };
  }

  private static boolean sameKind(Value a, Value b) {
    return switch (a) {
      case Value.Struct s -> b instanceof Value.Struct t && s.type() == t.type();
      case Value.Tuple s -> b instanceof Value.Tuple t && s.parts().length == t.parts().length;
      default -> false;
    };
  }

  private static boolean isKnown(Value value) {
    return value instanceof Untyped || value instanceof Static;
  }

  /** Whether {@link Dims} can have it, should it be an i64. */
  private static boolean folds(Value value) {
    return value instanceof Static || (value instanceof Untyped u && Dims.isKnown(u.integer()));
  }

  /** A known scalar in its own dtype, or in that of the other operand. */
  private @Nullable Static typed(Value value, Value other, Node at) {
    return switch (value) {
      case Static s -> s;
      case Untyped u when other instanceof Static s -> conversions.literal(u, s.dtype(), at);
      default -> null;
    };
  }

  private boolean agree(DType a, DType b, Value left, Value right, Node at, String symbol) {
    if (a == b) {
      return true;
    }
    session
        .error(Code.DTYPE_MISMATCH, at, "`" + symbol + "` of " + a.text() + " and " + b.text())
        .note("the left side is " + conversions.describe().value(left))
        .note("the right side is " + conversions.describe().value(right))
        .help(
            a.isFloat() && !b.isFloat()
                ? "convert the right side with `as " + a.text() + "`"
                : "convert the left side with `as " + b.text() + "`");
    return false;
  }

  /** Brings two numbers to one dtype and one shape; null, and an error, if they don't agree. */
  public @Nullable Pair align(Value a, Value b, Node at, String symbol) {
    DType left = Conversions.dtype(a);
    DType right = Conversions.dtype(b);
    if (Conversions.isNumeric(a) && Conversions.isNumeric(b)) {
      DType one = left != null ? left : right != null ? right : commonDefault(a, b);
      DType other = right != null ? right : one;
      if (!agree(one, other, a, b, at, symbol)) {
        return null;
      }
      if (isKnown(a) && b instanceof Tensor t) {
        Tensor filled = conversions.fill(a, one, t.dims(), at);
        return filled == null ? null : new Pair(filled, t);
      }
      if (isKnown(b) && a instanceof Tensor t) {
        Tensor filled = conversions.fill(b, one, t.dims(), at);
        return filled == null ? null : new Pair(t, filled);
      }
      left = one;
      right = one;
    }
    Tensor x = conversions.tensor(a, left, at);
    Tensor y = x == null ? null : conversions.tensor(b, right, at);
    if (x == null || y == null) {
      return null;
    }
    long[] dims = broadcasting().shape(x.dims(), y.dims(), at);
    return dims == null ? null : new Pair(graph.broadcastTo(x, dims), graph.broadcastTo(y, dims));
  }

  private static DType commonDefault(Value a, Value b) {
    return Conversions.defaultDType(a).isFloat()
        ? Conversions.defaultDType(a)
        : Conversions.defaultDType(b);
  }
}
