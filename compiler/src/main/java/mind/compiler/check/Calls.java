package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.builtins.Arguments;
import mind.compiler.check.builtins.Builtin;
import mind.compiler.check.builtins.Rejected;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Argument;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Subscript;
import org.jspecify.annotations.Nullable;

/** Calls: who is called, with what. */
final class Calls {
  private final Checker checker;

  Calls(Checker checker) {
    this.checker = checker;
  }

  Value evaluate(Expr.Call call, Scope scope) {
    Given given = new Given(call.arguments().length + 1);
    Value callee = callee(call.callee(), given, scope);
    for (Argument argument : call.arguments()) {
      given.add(checker.expressions.evaluate(argument.value(), scope), argument);
    }
    return call(callee, given, call);
  }

  /** Who is called; the tensor before a method's dot becomes the first argument. */
  private Value callee(Expr callee, Given given, Scope scope) {
    if (!(callee instanceof Expr.Field f)) {
      return checker.expressions.evaluate(callee, scope);
    }
    Value base = checker.expressions.evaluate(f.base(), scope);
    switch (base) {
      case Value.Invalid e -> {
        return e;
      }
      case Value.Module m -> {
        return Vocabularies.isBuiltin(f.name())
            ? new Value.Builtin(f.name())
            : checker.expressions.noMember(f);
      }
      case Value.Struct s when s.type().field(f.name()) >= 0 -> {
        return s.fields()[s.type().field(f.name())];
      }
      default -> {}
    }
    given.add(base, f.base());
    Value known = scope.lookup(f.name());
    if (known != null) {
      return known;
    }
    if (Vocabularies.isBuiltin(f.name())) {
      return new Value.Builtin(f.name());
    }
    String text = checker.text(f.name());
    checker
        .session
        .error(
            Code.UNDEFINED_NAME,
            f.nameStart(),
            f.end(),
            "there is no method `" + text + "` of " + checker.describe(base))
        .help(() -> checker.suggestions().value(text, scope));
    return Value.ERROR;
  }

  Value call(Value callee, Given given, Node at) {
    checker.session.step(at);
    return switch (callee) {
      case Value.Invalid e -> e;
      case Value.Function f -> checker.functions.call(f.function(), given, at);
      case Value.Closure c -> checker.functions.call(c, given, at);
      case Value.Builtin b -> builtin(b, given, at);
      case Value.Transform t -> checker.transforms().call(t, given, at);
      case Value.PullBack p -> checker.transforms().call(p, given, at);
      // Custom([[1, 1], [0, 0]]) names a list of paddings as such.
      case Value.Word w when w.text().equals("Custom") && given.size() == 1 -> given.value(0);
      case Value.Element e -> {
        checker
            .error(Code.TYPE_MISMATCH, at, "a dtype is not a function")
            .help("convert with `x as " + e.dtype().text() + "`");
        yield Value.ERROR;
      }
      case Value.TypeName n -> {
        checker
            .error(Code.TYPE_MISMATCH, at, "a type is not a function")
            .help("a struct is built with `Name { field: value }`");
        yield Value.ERROR;
      }
      default -> {
        checker.error(Code.TYPE_MISMATCH, at, checker.describe(callee) + " is not a function");
        yield Value.ERROR;
      }
    };
  }

  private Value builtin(Value.Builtin b, Given given, Node at) {
    Value.Derivative derivative = Vocabularies.derivative(b.name());
    if (derivative != null) {
      return checker.transforms().make(derivative, given, at);
    }
    if (b.name() == Vocabularies.BACKWARD) {
      return checker.transforms().backward(given, at);
    }
    if (b.name() == Vocabularies.PRINT) {
      return checker.debugging().print(given, at);
    }
    if (b.name() == Vocabularies.ASSERT) {
      return checker.debugging().assertion(given, at);
    }
    Builtin builtin = Vocabularies.builtin(b.name());
    if (builtin == null) {
      throw new IllegalStateException("no built-in `" + checker.text(b.name()) + "`");
    }
    @Nullable Value[] values = new Value[builtin.parameters().size()];
    @Nullable Node[] nodes = new Node[values.length];
    if (!bind(builtin, given, values, nodes, at)) {
      return Value.ERROR;
    }
    checker.graph.at(at);
    try {
      return builtin.composition().apply(new Arguments(checker.kit, builtin, values, nodes, at));
    } catch (Rejected e) {
      return Value.ERROR;
    }
  }

  /** Sorts the arguments to the parameters; false, and an error, if they don't fit. */
  private boolean bind(
      Builtin builtin, Given given, @Nullable Value[] values, @Nullable Node[] nodes, Node at) {
    int next = 0;
    for (int i = 0; i < given.size(); i++) {
      if (given.isOutOfOrder(i)) {
        return false;
      }
      int parameter = next;
      if (given.name(i) >= 0) {
        parameter = builtin.parameter(checker.text(given.name(i)));
        if (parameter < 0) {
          return unknownKeyword(builtin, given, i);
        }
      } else {
        next++;
      }
      if (parameter >= values.length) {
        checker
            .error(Code.ARGUMENTS, given.node(i), "too many arguments for `" + builtin.name() + "`")
            .note("it is called as " + builtin.signature());
        return false;
      }
      if (values[parameter] != null) {
        String name = builtin.parameters().get(parameter).name();
        checker.error(Code.ARGUMENTS, given.whole(i), "`" + name + "` is given twice");
        return false;
      }
      values[parameter] = given.value(i);
      nodes[parameter] = given.node(i);
      if (given.name(i) < 0 && builtin.parameters().get(parameter).spread()) {
        i = spread(given, i, values, parameter);
      }
    }
    int missing = builtin.complete(values);
    if (missing >= 0) {
      String name = builtin.parameters().get(missing).name();
      checker
          .error(Code.ARGUMENTS, at, "`" + builtin.name() + "` needs `" + name + "`")
          .note("it is called as " + builtin.signature());
    }
    return missing < 0;
  }

  /** Several positional arguments as one tuple: {@code reshape(x, 2, 3)}, {@code concat(a, b)}. */
  private static int spread(Given given, int from, @Nullable Value[] values, int parameter) {
    boolean last = parameter == values.length - 1;
    boolean several =
        from + 1 < given.size() && given.name(from + 1) < 0 && (last || isList(given, from + 1));
    if (isList(given, from) && !several) {
      return from;
    }
    List<Value> list = new ArrayList<>();
    int i = from;
    while (i < given.size() && given.name(i) < 0 && !(given.value(i) instanceof Value.Element)) {
      list.add(given.value(i++));
    }
    if (list.size() > 1) {
      values[parameter] = Value.tuple(list.toArray(Value[]::new));
    }
    return Math.max(from, i - 1);
  }

  private static boolean isList(Given given, int i) {
    return switch (given.value(i)) {
      case Value.Array a -> true;
      case Value.Tuple t -> true;
      case Value.Tensor t -> t.rank() > 0;
      default -> false;
    };
  }

  private boolean unknownKeyword(Builtin builtin, Given given, int i) {
    String name = checker.text(given.name(i));
    List<String> known = builtin.parameters().stream().flatMap(p -> p.names().stream()).toList();
    checker
        .error(
            Code.ARGUMENTS,
            given.whole(i),
            "`" + builtin.name() + "` has no parameter `" + name + "`")
        .note("it is called as " + builtin.signature())
        .help(() -> Suggestions.nearest(name, known));
    return false;
  }

  /** {@code tensor.zeros[f64, (2, 3)]}: a dtype and a shape in brackets are a call. */
  Value bracketed(Value.Builtin b, Expr.Index index, Scope scope) {
    Given given = new Given(2);
    Value dtype = null;
    Argument dtypeAt = null;
    for (Subscript subscript : index.subscripts()) {
      if (!(subscript instanceof Subscript.At at)) {
        checker.error(Code.TYPE_MISMATCH, subscript, "a built-in has no elements");
        return Value.ERROR;
      }
      Value value = checker.expressions.evaluate(at.value(), scope);
      if (value instanceof Value.Element) {
        dtype = value;
        dtypeAt = new Argument(at.start(), at.end(), Vocabularies.DTYPE, at.value());
      } else {
        given.add(value, at);
      }
    }
    if (dtype == null || dtypeAt == null) {
      checker
          .error(Code.TYPE_MISMATCH, index, "a built-in has no elements")
          .help("call it with parentheses; in brackets stand a dtype and a shape");
      return Value.ERROR;
    }
    given.add(dtype, dtypeAt);
    return call(b, given, index);
  }
}
