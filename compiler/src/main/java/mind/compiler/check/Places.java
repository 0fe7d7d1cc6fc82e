package mind.compiler.check;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mind.compiler.check.builtins.Indices;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * What can be assigned: a {@code let mut} variable, and fields, parts and elements of what can be.
 * Values don't change: the variable gets a new one, equal to the old but at the place.
 */
final class Places {
  private final Checker checker;

  Places(Checker checker) {
    this.checker = checker;
  }

  /** A place: what is there, and a new value for it. */
  interface Place {
    Value read();

    /** Puts a value there, which is converted to what belongs there, or an error. */
    void write(Value value, Node at);
  }

  /** The place that an expression names; null, and an error, if it names none. */
  @Nullable Place of(Expr target, Scope scope) {
    return switch (target) {
      case Expr.Name n -> variable(n, scope);
      case Expr.Field f -> {
        Place base = of(f.base(), scope);
        yield base == null ? null : field(base, f);
      }
      case Expr.Part p -> {
        Place base = of(p.base(), scope);
        yield base == null ? null : part(base, p);
      }
      case Expr.Index i -> {
        Place base = of(i.base(), scope);
        yield base == null ? null : elements(base, i, scope);
      }
      case Expr.Bad b -> null;
      default -> {
        checker.error(Code.NOT_ASSIGNABLE, target, "this can't be assigned to");
        yield null;
      }
    };
  }

  private @Nullable Place variable(Expr.Name name, Scope scope) {
    Scope owner = scope.owner(name.name());
    Value before = owner == null ? checker.expressions.name(name, scope) : owner.own(name.name());
    if (before == null || before instanceof Value.Invalid) {
      return null;
    }
    String text = checker.text(name.name());
    if (owner == null || !owner.isMutable(name.name())) {
      checker
          .error(Code.NOT_ASSIGNABLE, name, "`" + text + "` can't be assigned to")
          .help("declare it with `let mut " + text + "`");
      return null;
    }
    if (!scope.isLocal(name.name())) {
      checker
          .error(Code.UNSUPPORTED, name, "assignment to a captured variable is not supported")
          .note("`" + text + "` belongs to the function around this one")
          .help("return the new value, and assign it there");
      return null;
    }
    return new Whole(
        before,
        name,
        checker,
        value -> checker.statements.assign(owner, name.name(), before, value));
  }

  private @Nullable Place field(Place base, Expr.Field f) {
    Value value = base.read();
    if (!(value instanceof Value.Struct s) || s.type().field(f.name()) < 0) {
      if (value instanceof Value.Struct s) {
        checker.expressions.noField(f, s.type());
      } else if (!(value instanceof Value.Invalid)) {
        String text = checker.text(f.name());
        checker.error(
            Code.UNDEFINED_NAME,
            f,
            "there is no field `" + text + "` in " + checker.describe(value));
      }
      return null;
    }
    StructType type = s.type();
    int field = type.field(f.name());
    return new Whole(
        s.fields()[field],
        f,
        checker,
        v -> base.write(Value.struct(type, with(s.fields(), field, v)), f));
  }

  private @Nullable Place part(Place base, Expr.Part p) {
    Value value = base.read();
    if (value instanceof Value.Tuple t && p.index() < t.parts().length) {
      return new Whole(
          t.parts()[p.index()],
          p,
          checker,
          v -> base.write(Value.tuple(with(t.parts(), p.index(), v)), p));
    }
    if (!(value instanceof Value.Invalid)) {
      checker.error(
          Code.UNDEFINED_NAME,
          p,
          "there is no part " + p.index() + " in " + checker.describe(value));
    }
    return null;
  }

  private static Value[] with(Value[] parts, int i, Value part) {
    Value[] all = parts.clone();
    all[i] = part;
    return all;
  }

  private @Nullable Place elements(Place base, Expr.Index index, Scope scope) {
    Value value = base.read();
    List<@Nullable Value> positions = checker.indexing().positions(index, scope);
    if (value instanceof Value.Invalid) {
      return null;
    }
    Value[] parts =
        switch (value) {
          case Value.Tuple t -> t.parts();
          case Value.Array a when !Conversions.isLiteral(a) -> a.elements();
          default -> null;
        };
    Value only = positions.size() == 1 ? positions.getFirst() : null;
    if (parts != null && only != null) {
      int at = checker.indexing().elementAt(parts, only, index);
      return at < 0
          ? null
          : new Whole(
              parts[at],
              index,
              checker,
              v -> {
                Value[] all = with(parts, at, v);
                base.write(
                    value instanceof Value.Tuple ? Value.tuple(all) : Value.array(all), index);
              });
    }
    checker.graph.at(index);
    Tensor x = checker.conversions.tensor(value, index.base());
    Indices indices = x == null ? null : checker.indexing().indices(x, index, positions, scope);
    if (x == null || indices == null) {
      return null;
    }
    if (!indices.isWritable()) {
      checker
          .error(
              Code.UNSUPPORTED, index, "assignment to elements picked by a tensor is not supported")
          .help("assign to a position or a slice, or select: `x = where(mask, new, x)`");
      return null;
    }
    return new Elements(base, x, indices, index, checker);
  }

  /** A variable, field or part: its value is replaced by one of the same type. */
  private record Whole(Value read, Expr target, Checker checker, Consumer<Value> assign)
      implements Place {
    @Override
    public void write(Value value, Node at) {
      ValueType type = Leaves.type(read);
      if (read instanceof Value.Array a && Conversions.isLiteral(a)) {
        Tensor tensor = checker.conversions.tensor(a, at);
        type = tensor == null ? type : Leaves.type(tensor);
      }
      Supplier<String> what = () -> "`" + text(target, checker) + "`";
      Value fitting = checker.conversions.coerce(value, type, at, what, false);
      if (!(fitting instanceof Value.Invalid)) { // else the place stays one of its type
        assign.accept(fitting);
      }
    }
  }

  /** Elements of a tensor: values of its dtype broadcast to them. */
  private record Elements(Place base, Tensor x, Indices indices, Expr.Index index, Checker checker)
      implements Place {
    @Override
    public Value read() {
      Tensor selected = indices.read(index);
      return selected == null ? Value.ERROR : selected;
    }

    @Override
    public void write(Value value, Node at) {
      Tensor given =
          value instanceof Value.Invalid ? null : checker.conversions.tensor(value, x.dtype(), at);
      long[] dims = indices.selected();
      long[] common =
          given == null || !isOfDType(given, at)
              ? null
              : checker.operators.broadcasting().shape(dims, given.dims(), at);
      if (given == null || common == null) {
        return;
      }
      if (!Arrays.equals(common, dims)) {
        checker
            .error(Code.BROADCAST, at, "this doesn't fit `" + text(index, checker) + "`")
            .note("it is " + checker.describe(given))
            .note("the place has the shape " + checker.session.dims().text(dims));
        return;
      }
      checker.graph.at(at);
      base.write(indices.write(checker.graph.broadcastTo(given, dims), index), at);
    }

    private boolean isOfDType(Tensor given, Node at) {
      if (given.dtype() == x.dtype()) {
        return true;
      }
      checker
          .error(
              Code.DTYPE_MISMATCH,
              at,
              "the elements of `" + text(index.base(), checker) + "` are " + x.dtype().text())
          .note("this is " + checker.describe(given))
          .help("convert it with `as " + x.dtype().text() + "`");
      return false;
    }
  }

  /** A place as it is written, but for its subscripts. */
  private static String text(Expr target, Checker checker) {
    return switch (target) {
      case Expr.Name n -> checker.text(n.name());
      case Expr.Field f -> text(f.base(), checker) + "." + checker.text(f.name());
      case Expr.Part p -> text(p.base(), checker) + "." + p.index();
      case Expr.Index i -> text(i.base(), checker) + "[..]";
      default -> "..";
    };
  }
}
