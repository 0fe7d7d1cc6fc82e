package mind.compiler.check.value;

import java.util.Arrays;
import java.util.function.Supplier;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/** Values as tensors and as values of a wanted type. Nothing converts silently but literals. */
public final class Conversions {
  private static final long[] SCALAR = {};

  private final Session session;
  private final Graph graph;

  public Conversions(Session session) {
    this.session = session;
    this.graph = session.graph();
  }

  public Describe describe() {
    return new Describe(session);
  }

  /** Whether this is a number, a tensor, or a literal of one. */
  public static boolean isNumeric(Value value) {
    return switch (value) {
      case Tensor t -> true;
      case Static s -> true;
      case Untyped u -> true;
      case Value.Array a -> true;
      default -> false;
    };
  }

  /** Whether this is a tensor of rank 0, or a number. */
  public static boolean isScalar(Value value) {
    return value instanceof Static
        || value instanceof Untyped
        || (value instanceof Tensor t && t.rank() == 0);
  }

  /** Whether a list is one of numbers: a tensor that is spelt out. */
  public static boolean isLiteral(Value.Array array) {
    for (Value e : array.elements()) {
      boolean number = !(e instanceof Tensor) && isScalar(e);
      if (e instanceof Value.Array a ? !isLiteral(a) : !number) {
        return false;
      }
    }
    return true;
  }

  /** The shape of a literal, following its first elements. */
  public static long[] literalDims(Value value) {
    int rank = 0;
    Value inner = value;
    while (inner instanceof Value.Array a && a.elements().length > 0) {
      rank++;
      inner = a.elements()[0];
    }
    long[] dims = new long[rank];
    inner = value;
    for (int i = 0; i < rank; i++) {
      Value.Array a = (Value.Array) inner;
      dims[i] = a.elements().length;
      inner = a.elements()[0];
    }
    return dims;
  }

  /** The dtype of a numeric value; null while it is a literal of none. */
  public static @Nullable DType dtype(Value value) {
    return switch (value) {
      case Tensor t -> t.dtype();
      case Static s -> s.dtype();
      case Value.Array a -> {
        for (Value element : a.elements()) {
          DType dtype = dtype(element);
          if (dtype != null) {
            yield dtype;
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  /**
   * The dtype a literal takes where nothing else decides: f32 if any of it is a float, else i64.
   */
  public static DType defaultDType(Value value) {
    DType known = dtype(value);
    if (known != null) {
      return known;
    }
    return hasReal(value) ? DType.F32 : DType.I64;
  }

  private static boolean hasReal(Value value) {
    return switch (value) {
      case Untyped u -> u.real();
      case Value.Array a -> Arrays.stream(a.elements()).anyMatch(Conversions::hasReal);
      default -> false;
    };
  }

  /** A literal's number as a value: one in the range where {@link Dims} has names is a tensor. */
  Value value(Static typed, Node at) {
    if (typed.dtype() != DType.I64 || Dims.isKnown(typed.bits())) {
      return typed;
    }
    graph.at(at);
    return graph.constant(typed.dtype(), typed.bits(), SCALAR);
  }

  private Value typed(Untyped u, DType dtype, Node at) {
    Static typed = literal(u, dtype, at);
    return typed == null ? Value.ERROR : value(typed, at);
  }

  /**
   * A literal in a dtype, to be an element or a {@link #value}; null, and an error, if it can't be
   * one.
   */
  public @Nullable Static literal(Untyped u, DType dtype, Node at) {
    return switch (dtype) {
      case F64 -> new Static(dtype, Double.doubleToRawLongBits(u.wide()));
      case F32 -> {
        if (Float.isInfinite(u.narrow()) && !Double.isInfinite(u.wide())) {
          session.error(Code.INVALID_NUMBER, at, u.wide() + " is beyond the range of f32");
          yield null;
        }
        yield new Static(dtype, Float.floatToRawIntBits(u.narrow()));
      }
      case I32, I64 -> integer(u, dtype, at);
      case BOOL -> {
        session
            .error(Code.DTYPE_MISMATCH, at, "a number where bool is needed")
            .help("compare it: `x != 0`");
        yield null;
      }
    };
  }

  private @Nullable Static integer(Untyped u, DType dtype, Node at) {
    if (u.real()) {
      session
          .error(Code.DTYPE_MISMATCH, at, "a float literal where " + dtype.text() + " is needed")
          .help("convert the other side with `as f32`, or write an integer");
      return null;
    }
    if (dtype == DType.I32 && u.integer() != (int) u.integer()) {
      session.error(Code.INVALID_NUMBER, at, u.integer() + " does not fit i32");
      return null;
    }
    return new Static(dtype, u.integer());
  }

  /** A literal keeps no lack of dtype beyond an un-annotated {@code let}. */
  public Value settle(Value value, Node at) {
    return switch (value) {
      case Untyped u -> typed(u, defaultDType(u), at);
      case Value.Array a -> settle(session.bound(a, at), defaultDType(a), at);
      case Value.Tuple t when hasUntyped(t) -> {
        Value[] parts = session.bound(t, at).parts().clone();
        for (int i = 0; i < parts.length; i++) {
          parts[i] = settle(parts[i], at);
        }
        yield Value.tuple(parts);
      }
      default -> value;
    };
  }

  private static boolean hasUntyped(Value.Tuple tuple) {
    for (Value part : tuple.parts()) {
      if (part instanceof Untyped
          || part instanceof Value.Array
          || (part instanceof Value.Tuple t && hasUntyped(t))) {
        return true;
      }
    }
    return false;
  }

  private Value settle(Value value, DType dtype, Node at) {
    return switch (value) {
      case Untyped u -> typed(u, dtype, at);
      case Value.Array a -> {
        Value[] elements = a.elements().clone();
        for (int i = 0; i < elements.length; i++) {
          elements[i] = settle(elements[i], dtype, at);
        }
        yield Value.array(elements);
      }
      default -> value;
    };
  }

  static Value orError(@Nullable Value value) {
    return value == null ? Value.ERROR : value;
  }

  /** A numeric value as a tensor; null, and an error unless it was one, if it is none. */
  public @Nullable Tensor tensor(Value value, Node at) {
    return tensor(value, null, at);
  }

  /** As a tensor whose literals, if it has any, take {@code hint}. */
  public @Nullable Tensor tensor(Value value, @Nullable DType hint, Node at) {
    return switch (value) {
      case Tensor t -> t;
      case Static s -> graph.constant(s.dtype(), s.bits(), SCALAR);
      case Untyped u -> {
        Static s = literal(u, hint == null ? defaultDType(u) : hint, at);
        yield s == null ? null : graph.constant(s.dtype(), s.bits(), SCALAR);
      }
      case Value.Array a -> new ArrayLiterals(session, this).tensor(session.bound(a, at), hint, at);
      case Value.Invalid e -> null;
      default -> {
        session.error(
            Code.TYPE_MISMATCH, at, "expected a tensor, found " + describe().value(value));
        yield null;
      }
    };
  }

  /** A scalar value repeated to a shape. */
  public @Nullable Tensor fill(Value scalar, DType dtype, long[] dims, Node at) {
    Value typed = scalar instanceof Untyped u ? orError(literal(u, dtype, at)) : scalar;
    return switch (typed) {
      case Static s -> graph.constant(s.dtype(), s.bits(), dims);
      case Tensor t -> graph.broadcastTo(t, dims);
      default -> null;
    };
  }

  /**
   * A value of the wanted type, or an error.
   *
   * @param what whose type it is, in words: "argument `x` of `f`"; asked for only on an error
   * @param fill whether a scalar may fill a tensor
   */
  public Value coerce(Value value, ValueType want, Node at, Supplier<String> what, boolean fill) {
    if (value instanceof Value.Invalid) {
      return value;
    }
    session.bound(value, at);
    return switch (want) {
      case ValueType.Invalid e -> value;
      case ValueType.Tensor t -> coerceTensor(value, t, at, what, fill);
      case ValueType.Tuple t -> {
        if (value instanceof Value.Tuple v && v.parts().length == t.parts().length) {
          Value[] parts = new Value[v.parts().length];
          for (int i = 0; i < parts.length; i++) {
            int part = i;
            Supplier<String> name = () -> "part " + part + " of " + what.get();
            parts[i] = coerce(v.parts()[i], t.parts()[i], at, name, fill);
          }
          yield Value.tuple(parts);
        }
        yield mismatch(value, want, at, what);
      }
      case ValueType.Struct s -> {
        if (value instanceof Value.Struct v && v.type() == s.type()) {
          Value[] fields = new Value[v.fields().length];
          for (int i = 0; i < fields.length; i++) {
            int field = i;
            Supplier<String> name =
                () -> "field `" + s.type().fieldName(field) + "` of " + what.get();
            fields[i] = coerce(v.fields()[i], s.fields()[i], at, name, fill);
          }
          yield Value.struct(s.type(), fields);
        }
        yield mismatch(value, want, at, what);
      }
      case ValueType.Unit u ->
          value instanceof Value.Unit ? value : mismatch(value, want, at, what);
      case ValueType.Function f ->
          Value.isFunction(value) ? value : mismatch(value, want, at, what);
    };
  }

  private Value coerceTensor(
      Value value, ValueType.Tensor want, Node at, Supplier<String> what, boolean fill) {
    return switch (value) {
      case Untyped u -> {
        boolean fits = want.dtype() != DType.BOOL && (want.dtype().isFloat() || !u.real());
        Static typed = fits ? literal(u, want.dtype(), at) : null;
        if (typed == null) {
          yield fits ? Value.ERROR : mismatch(value, want, at, what);
        }
        yield coerceTensor(value(typed, at), want, at, what, fill);
      }
      case Static s -> {
        if (s.dtype() == want.dtype() && want.dims().length == 0) {
          yield s;
        }
        yield s.dtype() == want.dtype() && fill
            ? graph.constant(s.dtype(), s.bits(), want.dims())
            : mismatch(value, want, at, what);
      }
      case Tensor t -> {
        boolean fits = Arrays.equals(t.dims(), want.dims()) || (fill && t.rank() == 0);
        yield t.dtype() == want.dtype() && fits
            ? graph.broadcastTo(t, want.dims())
            : mismatch(value, want, at, what);
      }
      case Value.Array a -> coerceLiteral(a, want, at, what, fill);
      default -> mismatch(value, want, at, what);
    };
  }

  private Value coerceLiteral(
      Value.Array a, ValueType.Tensor want, Node at, Supplier<String> what, boolean fill) {
    Tensor t = new ArrayLiterals(session, this).tensor(a, want.dtype(), at);
    if (t == null) {
      return Value.ERROR;
    }
    if (t.dtype() == want.dtype() && !Arrays.equals(t.dims(), want.dims())) {
      session
          .error(Code.LITERAL_SHAPE, at, "this literal's shape is not that of " + what.get())
          .note("the literal has the shape " + session.dims().text(t.dims()))
          .note(what.get() + " has the shape " + session.dims().text(want.dims()));
      return Value.ERROR;
    }
    return coerceTensor(t, want, at, what, fill);
  }

  private Value mismatch(Value value, ValueType want, Node at, Supplier<String> what) {
    boolean rank =
        want instanceof ValueType.Tensor w
            && value instanceof Tensor t
            && t.dtype() == w.dtype()
            && t.rank() != w.dims().length;
    String message =
        what.get() + " is " + describe().type(want) + ", but this is " + describe().value(value);
    var draft = session.error(rank ? Code.RANK : Code.TYPE_MISMATCH, at, message);
    if (want instanceof ValueType.Tensor w && value instanceof Tensor t) {
      if (t.dtype() != w.dtype()) {
        draft.help("convert it with `as " + w.dtype().text() + "`");
      } else if (t.rank() == w.dims().length) {
        int dimension = Arrays.mismatch(t.dims(), w.dims());
        Dims dims = session.dims();
        String found = dims.text(t.dims()[dimension]);
        draft.note(
            "dimension " + dimension + " is " + found + ", not " + dims.text(w.dims()[dimension]));
        session.noteOrigin(draft, at, dimension);
      } else {
        draft.note("its rank is " + t.rank() + ", " + w.dims().length + " is needed");
      }
    }
    return Value.ERROR;
  }
}
