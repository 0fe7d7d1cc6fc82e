package mind.compiler.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.NamedType;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** Types as written to types with their dimensions resolved in a scope. */
final class Types {
  /** Structs in structs and aliases of aliases: deeper than this they contain themselves. */
  static final int MAX_NESTING = 64;

  private static final long[] SCALAR = {};

  private final Checker checker;
  private final Session session;
  private int nesting;

  Types(Checker checker) {
    this.checker = checker;
    this.session = checker.session;
  }

  /**
   * A type whose dimension names are bound in {@code scope}. Struct fields use the names of the
   * scope in which the struct is used, so a function's {@code n} is also that of its parameters'
   * fields.
   */
  ValueType resolve(TypeExpr type, Scope scope) {
    return switch (type) {
      case TypeExpr.Bad b -> ValueType.ERROR;
      case TypeExpr.Named n -> named(n, scope);
      case TypeExpr.Tensor t -> tensor(t, scope);
      case TypeExpr.Function f -> ValueType.FUNCTION;
      case TypeExpr.Tuple t -> {
        if (t.elements().length == 0) {
          yield ValueType.UNIT;
        }
        ValueType[] parts = new ValueType[t.elements().length];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = resolve(t.elements()[i], scope);
        }
        yield new ValueType.Tuple(parts);
      }
    };
  }

  private ValueType named(TypeExpr.Named n, Scope scope) {
    NamedType declared = declared(n.name(), scope);
    if (declared != null) {
      return declared(declared, n, scope);
    }
    DType dtype = Vocabularies.dtype(n.name());
    if (dtype != null) {
      return new ValueType.Tensor(dtype, SCALAR);
    }
    String text = session.names().text(n.name());
    if (text.equals("unit")) {
      return ValueType.UNIT;
    }
    unknown(n, text, scope);
    return ValueType.ERROR;
  }

  static @Nullable NamedType declared(int name, Scope scope) {
    return scope.lookup(name) instanceof Value.TypeName t ? t.type() : null;
  }

  private ValueType declared(NamedType declared, Node at, Scope scope) {
    if (nesting >= MAX_NESTING) {
      session.error(Code.UNSUPPORTED, at, "a type that contains itself is not supported");
      return ValueType.ERROR;
    }
    nesting++;
    session.step(at);
    ValueType resolved =
        switch (declared) {
          case NamedType.Alias a -> resolve(a.type(), scope);
          case StructType s -> {
            Parameter[] fields = s.fields();
            ValueType[] types = new ValueType[fields.length];
            for (int i = 0; i < types.length; i++) {
              TypeExpr type = fields[i].type();
              types[i] = type == null ? ValueType.ERROR : resolve(type, scope);
            }
            yield new ValueType.Struct(s, types);
          }
        };
    nesting--;
    return resolved;
  }

  private void unknown(TypeExpr.Named n, String text, Scope scope) {
    if (session.program().wasSkipped(n.name())) {
      return;
    }
    if (Vocabularies.FUTURE_DTYPES.contains(text)) {
      session
          .error(Code.UNSUPPORTED, n, "the dtype `" + text + "` is not supported yet")
          .help(text.contains("f") ? "use `f32`" : "use `i32` or `i64`");
      return;
    }
    session
        .error(Code.UNDEFINED_NAME, n, "there is no type `" + text + "`")
        .help(() -> checker.suggestions().type(text, scope));
  }

  private ValueType tensor(TypeExpr.Tensor t, Scope scope) {
    ValueType element = resolve(t.element(), scope);
    if (!(element instanceof ValueType.Tensor scalar) || scalar.dims().length > 0) {
      if (!(element instanceof ValueType.Invalid)) {
        session
            .error(Code.TYPE_MISMATCH, t.element(), "a tensor's elements are scalars")
            .note("this is " + checker.conversions.describe().type(element));
      }
      return ValueType.ERROR;
    }
    long[] dims = new long[t.dims().length];
    for (int i = 0; i < dims.length; i++) {
      Long dim = dimension(t.dims()[i], scope);
      if (dim == null) {
        return ValueType.ERROR;
      }
      dims[i] = dim;
    }
    return checker.graph.fits(scalar.dtype(), dims, t)
        ? new ValueType.Tensor(scalar.dtype(), dims)
        : ValueType.ERROR;
  }

  /** One dimension; null, and an error, if it is none. */
  private @Nullable Long dimension(Expr expr, Scope scope) {
    if (expr instanceof Expr.Name name && scope.lookup(name.name()) == null) {
      if (!session.program().wasSkipped(name.name())) {
        session
            .error(
                Code.UNDEFINED_NAME,
                name,
                "the dimension `" + session.names().text(name.name()) + "` is not known here")
            .note("a dimension's name is bound by the parameters of the function it stands in");
      }
      return null;
    }
    if (expr instanceof Expr.IntegerLiteral n && n.value() > 0) {
      return n.value();
    }
    Value value = checker.expressions.evaluate(expr, scope);
    Long dim = Checker.wholeNumber(value);
    if (dim == null) {
      if (!(value instanceof Value.Invalid)) {
        session
            .error(Code.TYPE_MISMATCH, expr, "a dimension must be a whole number that is known now")
            .note("this is " + checker.conversions.describe().value(value));
      }
      return null;
    }
    if (Dims.isKnown(dim) && dim < 1) {
      session.error(Code.DIMENSION, expr, "dimension " + dim + " is not positive");
      return null;
    }
    return dim;
  }

  /** The names that stand for dimensions in the types of these parameters, in order. */
  Set<Integer> dimensionNames(Parameter[] parameters, Scope scope) {
    Set<Integer> names = new LinkedHashSet<>();
    for (Parameter parameter : parameters) {
      TypeExpr type = parameter.type();
      if (type != null) {
        collect(type, scope, names, 0);
      }
    }
    return names;
  }

  private void collect(TypeExpr type, Scope scope, Set<Integer> names, int depth) {
    switch (type) {
      case TypeExpr.Tensor t -> {
        for (Expr dim : t.dims()) {
          collect(dim, scope, names);
        }
      }
      case TypeExpr.Tuple t -> {
        for (TypeExpr element : t.elements()) {
          collect(element, scope, names, depth);
        }
      }
      case TypeExpr.Named n -> {
        NamedType declared = depth < MAX_NESTING ? declared(n.name(), scope) : null;
        if (declared != null) {
          session.step(n);
        }
        if (declared instanceof NamedType.Alias a) {
          collect(a.type(), scope, names, depth + 1);
        } else if (declared instanceof StructType s) {
          for (Parameter field : s.fields()) {
            TypeExpr fieldType = field.type();
            if (fieldType != null) {
              collect(fieldType, scope, names, depth + 1);
            }
          }
        }
      }
      case TypeExpr.Function f -> {}
      case TypeExpr.Bad b -> {}
    }
  }

  /** Names in a dimension's expression, unless they are bound to something known. */
  private void collect(Expr dim, Scope scope, Set<Integer> names) {
    // A chain of operators is as deep on its left as it is long: no recursion there.
    List<Expr> rights = new ArrayList<>(0);
    Expr first = dim;
    while (first instanceof Expr.Binary b) {
      rights.add(b.right());
      first = b.left();
    }
    collectOperand(first, scope, names);
    for (Expr right : rights.reversed()) {
      collect(right, scope, names);
    }
  }

  private void collectOperand(Expr dim, Scope scope, Set<Integer> names) {
    switch (dim) {
      case Expr.Name n -> {
        if (!isNumber(scope.lookup(n.name()))) {
          names.add(n.name());
        }
      }
      case Expr.Unary u -> collect(u.operand(), scope, names);
      default -> {}
    }
  }

  private static boolean isNumber(@Nullable Value value) {
    return switch (value) {
      case null -> false;
      case Value.Constant c -> true;
      case Value.Static s -> true;
      case Value.Untyped u -> true;
      default -> false;
    };
  }
}
