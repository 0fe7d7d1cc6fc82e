package mind.compiler.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.builtins.Powers;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.ModuleConstant;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.StructType;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Untyped;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Compare;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.TypeExpr;
import mind.compiler.syntax.Vocabulary;

/** Expressions to values. */
final class Expressions {
  private final Checker checker;
  private final Session session;

  Expressions(Checker checker) {
    this.checker = checker;
    this.session = checker.session;
  }

  Value evaluate(Expr expr, Scope scope) {
    session.enter(expr);
    Value value = unguarded(expr, scope);
    session.leave();
    checker.observe(expr, value);
    return value;
  }

  private Value unguarded(Expr expr, Scope scope) {
    return switch (expr) {
      case Expr.IntegerLiteral n -> integer(n.value());
      case Expr.FloatLiteral n -> new Untyped(true, 0, n.wide(), n.narrow());
      case Expr.BooleanLiteral b -> new Value.Static(DType.BOOL, b.value() ? 1 : 0);
      case Expr.StringLiteral s -> new Value.Text(s.text());
      case Expr.Name n -> name(n, scope);
      case Expr.Unary u -> unary(u, scope);
      case Expr.Binary b -> binary(b, scope);
      case Expr.Cast c -> cast(c, scope);
      case Expr.Call c -> checker.calls.evaluate(c, scope);
      case Expr.Index i -> checker.indexing().evaluate(i, scope);
      case Expr.Field f -> field(f, scope);
      case Expr.Part p -> part(p, scope);
      case Expr.Tuple t ->
          t.elements().length == 0
              ? Value.UNIT
              : session.bound(Value.tuple(all(t.elements(), scope)), t);
      case Expr.Array a -> session.bound(Value.array(all(a.elements(), scope)), a);
      case Expr.StructLiteral s -> checker.structs().literal(s, scope);
      case Expr.Block b -> checker.statements.block(b, scope);
      case Expr.If i -> checker.conditionals().evaluate(i, scope);
      case Expr.Closure c -> new Value.Closure(c, scope);
      case Expr.On o -> checker.statements.block(o.body(), scope);
      case Expr.Match m -> {
        checker
            .error(Code.UNSUPPORTED, m, "`match` is not supported")
            .help("choose with `if c { a } else { b }`");
        yield Value.ERROR;
      }
      case Expr.Bad b -> Value.ERROR;
    };
  }

  private static Value integer(long value) {
    // 2⁶³ behind its sign is a negative long, but a positive float.
    return value < 0 ? new Untyped(false, value, 0x1p63, 0x1p63f) : Untyped.of(value);
  }

  private Value[] all(Expr[] exprs, Scope scope) {
    Value[] values = new Value[exprs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = evaluate(exprs[i], scope);
    }
    return values;
  }

  Value name(Expr.Name n, Scope scope) {
    Value known = scope.lookup(n.name());
    if (known != null) {
      return known instanceof Value.Constant c ? constant(c.constant()) : known;
    }
    if (Vocabularies.isBuiltin(n.name())) {
      return new Value.Builtin(n.name());
    }
    DType dtype = Vocabularies.dtype(n.name());
    if (dtype != null) {
      return new Value.Element(dtype);
    }
    if (n.name() == Vocabulary.TENSOR_MODULE) {
      return new Value.Module(n.name());
    }
    if (Vocabularies.isWord(n.name())) {
      return new Value.Word(checker.text(n.name()));
    }
    if (checker.isNewlyUndefined(n.name())) {
      String text = checker.text(n.name());
      boolean module = Vocabularies.MODULES.contains(text);
      checker
          .error(
              Code.UNDEFINED_NAME,
              n,
              module
                  ? "the module `" + text + "` is not imported"
                  : "`" + text + "` is not defined")
          .help(() ->
              module
                  ? Optional.of("add `import " + text + ";`")
                  : checker.suggestions().value(text, scope));
    }
    return Value.ERROR;
  }

  /** A constant's value, evaluated at its first use and outside of whatever is recorded now. */
  Value constant(ModuleConstant constant) {
    Value known = constant.value();
    if (known != null) {
      return known;
    }
    Statement.Const syntax = constant.syntax();
    if (constant.evaluating()) {
      checker.error(Code.UNSUPPORTED, syntax, "a constant that depends on itself is not supported");
      return Value.ERROR;
    }
    constant.setEvaluating(true);
    Value value = evaluate(syntax.value(), constant.scope());
    TypeExpr type = syntax.type();
    if (type != null) {
      ValueType wanted = checker.types.resolve(type, constant.scope());
      Supplier<String> what = () -> "`" + checker.text(syntax.name()) + "`";
      value = checker.conversions.coerce(value, wanted, syntax.value(), what, true);
    } else if (!(value instanceof Untyped)) {
      value = checker.conversions.settle(value, syntax.value());
    }
    // Tensors belong to the function being recorded: they are made again for each use.
    if (value instanceof Value.Static || value instanceof Untyped) {
      constant.setValue(value);
    }
    constant.setEvaluating(false);
    return value;
  }

  private Value unary(Expr.Unary u, Scope scope) {
    Value operand = evaluate(u.operand(), scope);
    checker.graph.at(u);
    return switch (u.operator()) {
      case NEGATE -> checker.operators.negate(operand, u);
      case NOT -> checker.operators.not(operand, u);
    };
  }

  /**
   * A chain of operators leans to the left as deep as it is long: its spine is walked, not
   * recursed.
   */
  private Value binary(Expr.Binary outermost, Scope scope) {
    if (!(outermost.left() instanceof Expr.Binary)) { // most are no chain
      return applied(outermost, evaluate(outermost.left(), scope), scope);
    }
    Deque<Expr.Binary> spine = new ArrayDeque<>(4);
    Expr left = outermost;
    while (left instanceof Expr.Binary b) {
      spine.push(b);
      left = b.left();
    }
    Value value = evaluate(left, scope);
    while (!spine.isEmpty()) {
      value = applied(spine.pop(), value, scope);
    }
    return value;
  }

  private Value applied(Expr.Binary b, Value left, Scope scope) {
    Value right = evaluate(b.right(), scope);
    checker.graph.at(b);
    return apply(b.operator(), left, right, b);
  }

  Value apply(Expr.BinaryOperator operator, Value a, Value b, Node at) {
    String text = operator.text();
    return switch (operator) {
      case ADD -> checker.operators.arithmetic(Binary.Kind.ADD, a, b, at, text);
      case SUBTRACT -> checker.operators.arithmetic(Binary.Kind.SUB, a, b, at, text);
      case MULTIPLY -> checker.operators.arithmetic(Binary.Kind.MUL, a, b, at, text);
      case DIVIDE -> checker.operators.arithmetic(Binary.Kind.DIV, a, b, at, text);
      case REMAINDER -> checker.operators.arithmetic(Binary.Kind.REM, a, b, at, text);
      case POWER -> Powers.power(checker.kit, a, b, at);
      case MATMUL -> checker.kit.matrix().multiply(a, b, at);
      case EQUAL -> checker.operators.compare(Compare.Kind.EQ, a, b, at, text);
      case NOT_EQUAL -> checker.operators.compare(Compare.Kind.NE, a, b, at, text);
      case LESS -> checker.operators.compare(Compare.Kind.LT, a, b, at, text);
      case LESS_EQUAL -> checker.operators.compare(Compare.Kind.LE, a, b, at, text);
      case GREATER -> checker.operators.compare(Compare.Kind.GT, a, b, at, text);
      case GREATER_EQUAL -> checker.operators.compare(Compare.Kind.GE, a, b, at, text);
      case AND -> checker.operators.logic(Binary.Kind.AND, a, b, at, text);
      case OR -> checker.operators.logic(Binary.Kind.OR, a, b, at, text);
    };
  }

  private Value cast(Expr.Cast c, Scope scope) {
    Value value = evaluate(c.value(), scope);
    ValueType type = checker.types.resolve(c.type(), scope);
    checker.graph.at(c);
    if (value instanceof Value.Invalid || type instanceof ValueType.Invalid) {
      return Value.ERROR;
    }
    if (!(type instanceof ValueType.Tensor tensor) || tensor.dims().length > 0) {
      checker
          .error(Code.TYPE_MISMATCH, c.type(), "`as` converts to a dtype")
          .help("write `as f32`; the shape stays, `reshape` changes it");
      return Value.ERROR;
    }
    return checker.operators.cast(value, tensor.dtype(), c);
  }

  private Value field(Expr.Field f, Scope scope) {
    Value base = evaluate(f.base(), scope);
    return switch (base) {
      case Value.Invalid e -> e;
      case Value.Struct s -> {
        int field = s.type().field(f.name());
        yield field >= 0 ? s.fields()[field] : noField(f, s.type());
      }
      case Value.Module m -> {
        if (Vocabularies.isBuiltin(f.name())) {
          yield new Value.Builtin(f.name());
        }
        // A module's module, as in std.tensor, is the same set of built-ins.
        if (Vocabularies.MODULES.contains(checker.text(f.name()))) {
          yield m;
        }
        yield noMember(f);
      }
      default -> {
        String text = checker.text(f.name());
        var draft =
            session.error(
                Code.UNDEFINED_NAME,
                f.nameStart(),
                f.end(),
                "there is no field `" + text + "` in " + checker.describe(base));
        if (Vocabularies.isBuiltin(f.name())) {
          draft.help("call it: `." + text + "()`");
        } else if (Conversions.isNumeric(base)) {
          draft.help(Suggestions.field(text));
        }
        yield Value.ERROR;
      }
    };
  }

  Value noField(Expr.Field f, StructType type) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < type.fields().length; i++) {
      fields.add(type.fieldName(i));
    }
    String text = checker.text(f.name());
    session
        .error(
            Code.UNDEFINED_NAME,
            f.nameStart(),
            f.end(),
            "struct " + type.name() + " has no field `" + text + "`")
        .note("its fields are " + String.join(", ", fields))
        .help(() -> Suggestions.nearest(text, fields));
    return Value.ERROR;
  }

  Value noMember(Expr.Field f) {
    String text = checker.text(f.name());
    session
        .error(Code.UNDEFINED_NAME, f.nameStart(), f.end(), "there is no built-in `" + text + "`")
        .help(() -> Suggestions.nearest(text, Builtins.names()));
    return Value.ERROR;
  }

  private Value part(Expr.Part p, Scope scope) {
    Value base = evaluate(p.base(), scope);
    if (base instanceof Value.Invalid) {
      return base;
    }
    if (base instanceof Value.Tuple t && p.index() < t.parts().length) {
      return t.parts()[p.index()];
    }
    checker.error(
        Code.UNDEFINED_NAME, p, "there is no part " + p.index() + " in " + checker.describe(base));
    return Value.ERROR;
  }
}
