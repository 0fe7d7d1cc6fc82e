package mind.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Pattern;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.TypeExpr;
import mind.compiler.syntax.Vocabulary;
import org.jspecify.annotations.Nullable;

/** Statements and blocks. */
final class Statements {
  /** Loops unroll: more iterations than this are an error. */
  static final long MAX_ITERATIONS = 10_000;

  private final Checker checker;
  private final Session session;

  /** The assignments in each branch that is open, innermost last. */
  private final List<List<Assignment>> branches = new ArrayList<>(0);

  /** A variable assigned in a branch, and its value before. */
  record Assignment(Scope scope, int name, Value before) {}

  Statements(Checker checker) {
    this.checker = checker;
    this.session = checker.session;
  }

  Value block(Expr.Block block, Scope outer) {
    return body(block, new Scope(outer));
  }

  /** A block's statements in a scope that was made for it. */
  Value body(Expr.Block block, Scope scope) {
    checker.declarations().declare(block.statements(), scope);
    return run(block, scope);
  }

  /** The statements of a block whose declarations are made already. */
  Value run(Expr.Block block, Scope scope) {
    for (Statement statement : block.statements()) {
      execute(statement, scope);
      if (checker.frame.returned != null) {
        return Value.UNIT;
      }
    }
    Expr value = block.value();
    return value == null ? Value.UNIT : checker.expressions.evaluate(value, scope);
  }

  private void execute(Statement statement, Scope scope) {
    switch (statement) {
      case Statement.Let l -> let(l, scope);
      case Statement.Assign a -> assign(a, scope);
      case Statement.Evaluate e -> checker.expressions.evaluate(e.value(), scope);
      case Statement.Return r -> {
        Expr value = r.value();
        checker.frame.returned =
            value == null ? Value.UNIT : checker.expressions.evaluate(value, scope);
        checker.frame.returnedAt = value == null ? r : value;
      }
      case Statement.For f -> loop(f, scope);
      case Statement.While w ->
          checker
              .error(Code.UNSUPPORTED, w, "`while` is not supported")
              .help("loops have bounds that are known: `for i in 0..10 { .. }`");
      case Statement.Function f -> checker.declarations().function(f, scope);
      case Statement.Struct s -> {}
      case Statement.TypeAlias t -> {}
      case Statement.Const c -> {}
      case Statement.Import i -> {}
      case Statement.Export e -> {}
      case Statement.Bad b -> {}
    }
  }

  private void let(Statement.Let l, Scope scope) {
    Value value = checker.expressions.evaluate(l.value(), scope);
    TypeExpr type = l.type();
    checker.graph.at(l.value());
    if (type == null) {
      value = checker.conversions.settle(value, l.value());
    } else {
      ValueType wanted = checker.types.resolve(type, scope);
      Supplier<String> what =
          () ->
              l.pattern() instanceof Pattern.Name n
                  ? "`" + checker.text(n.name()) + "`"
                  : "this value";
      value = checker.conversions.coerce(value, wanted, l.value(), what, true);
    }
    bind(l.pattern(), value, l.value(), l.mutable(), scope);
  }

  private void bind(Pattern pattern, Value value, Expr at, boolean mutable, Scope scope) {
    switch (pattern) {
      case Pattern.Name n -> {
        if (n.name() != Vocabulary.UNDERSCORE) {
          scope.define(n.name(), value, mutable);
          checker.observe(n.start(), n.end(), value);
        }
      }
      case Pattern.Tuple t -> {
        Value[] parts = parts(t, value);
        for (int i = 0; i < t.parts().length; i++) {
          bind(t.parts()[i], parts == null ? Value.ERROR : parts[i], at, mutable, scope);
        }
      }
      case Pattern.Struct s -> {
        Value.Struct struct = struct(s, value, at, scope);
        for (int i = 0; i < s.parts().length; i++) {
          int field = struct == null ? -1 : struct.type().field(s.fields()[i]);
          if (struct != null && field < 0) {
            String text = checker.text(s.fields()[i]);
            session.error(
                Code.UNDEFINED_NAME,
                s.parts()[i].start(),
                s.parts()[i].end(),
                "struct " + struct.type().name() + " has no field `" + text + "`");
          }
          Value part = struct == null || field < 0 ? Value.ERROR : struct.fields()[field];
          bind(s.parts()[i], part, at, mutable, scope);
        }
      }
      case Pattern.Bad b -> {}
    }
  }

  /** The parts that a tuple pattern takes apart; null, and an error, if there aren't so many. */
  private Value @Nullable [] parts(Pattern.Tuple pattern, Value value) {
    Value[] parts =
        switch (value) {
          case Value.Tuple t -> t.parts();
          case Value.Struct s -> s.fields();
          case Value.Array a -> a.elements();
          default -> null;
        };
    if (parts != null && parts.length == pattern.parts().length) {
      return parts;
    }
    if (!(value instanceof Value.Invalid)) {
      session
          .error(
              Code.TYPE_MISMATCH,
              pattern.start(),
              pattern.end(),
              "this takes apart " + pattern.parts().length + " values")
          .note("the value is " + checker.describe(value));
    }
    return null;
  }

  private Value.@Nullable Struct struct(Pattern.Struct pattern, Value value, Expr at, Scope scope) {
    Value named = scope.lookup(pattern.struct());
    boolean fits =
        value instanceof Value.Struct s
            && named instanceof Value.TypeName t
            && t.type() == s.type();
    if (!fits && !(value instanceof Value.Invalid)) {
      checker.error(
          Code.TYPE_MISMATCH,
          at,
          "expected struct "
              + checker.text(pattern.struct())
              + ", found "
              + checker.describe(value));
    }
    return fits ? (Value.Struct) value : null;
  }

  private void assign(Statement.Assign a, Scope scope) {
    Value value = checker.expressions.evaluate(a.value(), scope);
    Places.Place place = checker.places().of(a.target(), scope);
    if (place == null) {
      return;
    }
    Expr.BinaryOperator operator = a.operator();
    if (operator != null) {
      Value before = place.read();
      checker.graph.at(a);
      value = checker.expressions.apply(operator, before, value, a);
    }
    checker.graph.at(a);
    place.write(value, a.value());
  }

  void assign(Scope owner, int name, Value before, Value value) {
    if (!branches.isEmpty()) {
      branches.getLast().add(new Assignment(owner, name, before));
    }
    owner.assign(name, value);
  }

  /** From now on assignments are noted, until {@link #closeBranch}. */
  void openBranch() {
    branches.add(new ArrayList<>());
  }

  /** The assignments since the branch was opened, in order. */
  List<Assignment> closeBranch() {
    return branches.removeLast();
  }

  private void loop(Statement.For f, Scope scope) {
    Long from = bound(f.from(), scope);
    Long to = bound(f.to(), scope);
    if (from == null || to == null) {
      iterate(f, scope, Value.ERROR);
      return;
    }
    if (Dims.isSymbol(from) || Dims.isSymbol(to)) {
      // How often isn't known: one iteration with any counter shows its errors.
      String text = checker.text(f.name());
      openBranch();
      iterate(f, scope, new Value.Static(DType.I64, session.dims().number(text)));
      for (Assignment a : closeBranch()) {
        Value last = a.scope().own(a.name());
        assign(a.scope(), a.name(), a.before(), last == null ? Value.ERROR : forgotten(last, a));
      }
      return;
    }
    long count = session.dims().subtract(to, from);
    if (count > MAX_ITERATIONS) {
      checker
          .error(Code.UNROLL, f.to(), "this loop is too long to unroll")
          .note("it has " + count + " iterations, the limit is " + MAX_ITERATIONS);
      return;
    }
    for (long i = from; i < to && checker.frame.returned == null; i++) {
      session.step(f);
      iterate(f, scope, new Value.Static(DType.I64, i));
    }
  }

  /** A value of the same type: what a loop that runs we don't know how often makes of it. */
  private Value forgotten(Value value, Assignment a) {
    return switch (value) {
      case Value.Static s when s.dtype() == DType.I64 ->
          new Value.Static(DType.I64, session.dims().number(checker.text(a.name())));
      case Value.Static s -> new Value.Tensor(s.dtype(), new long[0], null, 0);
      case Value.Tuple t -> Value.tuple(forgotten(t.parts(), a));
      case Value.Struct s -> Value.struct(s.type(), forgotten(s.fields(), a));
      default -> value;
    };
  }

  private Value[] forgotten(Value[] parts, Assignment a) {
    return Arrays.stream(parts).map(part -> forgotten(part, a)).toArray(Value[]::new);
  }

  private void iterate(Statement.For f, Scope scope, Value counter) {
    Scope inner = new Scope(scope);
    inner.define(f.name(), counter);
    Value value = body(f.body(), inner);
    if (!(value instanceof Value.Unit) && !(value instanceof Value.Invalid)) {
      Expr last = f.body().value();
      if (last != null) {
        checker
            .error(Code.TYPE_MISMATCH, last, "a loop's body has no value")
            .help("end it with `;`, or assign it to a `let mut` variable");
      }
    }
  }

  private @Nullable Long bound(Expr expr, Scope scope) {
    Value value = checker.expressions.evaluate(expr, scope);
    Long number = Checker.wholeNumber(value);
    if (number == null && !(value instanceof Value.Invalid)) {
      checker
          .error(Code.TYPE_MISMATCH, expr, "a loop's bounds must be whole numbers known now")
          .note("this is " + checker.describe(value));
    }
    return number;
  }
}
