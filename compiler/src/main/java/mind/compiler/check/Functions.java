package mind.compiler.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import mind.compiler.check.value.Recorder;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.UserFunction;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** The program's functions: each is checked once for itself, and its body again for every call. */
final class Functions {
  /** A function that is active so often calls itself; closures may make it active a few times. */
  private static final int MAX_ACTIVE = 8;

  private final Checker checker;
  private final Session session;

  /** The functions whose bodies are being looked at, each called by the one before. */
  private List<UserFunction> active = new ArrayList<>();

  Functions(Checker checker) {
    this.checker = checker;
    this.session = checker.session;
  }

  /** Whether declarations found now are to be checked for themselves: not within inlined calls. */
  boolean isDeclaring() {
    return active.size() <= 1;
  }

  void ensureChecked(UserFunction function, Node at) {
    if (function.state() == UserFunction.State.UNCHECKED) {
      check(function, at);
    }
  }

  /** Checks a function for itself, its dimensions as names; nothing is recorded meanwhile. */
  private void check(UserFunction function, Node at) {
    function.setState(UserFunction.State.CHECKING);
    List<UserFunction> outer = active;
    active = new ArrayList<>();
    int errors = session.diagnostics().size();
    Recorder recorder = checker.graph.switchTo(null);
    var predicate = checker.graph.predicate();
    checker.graph.setPredicate(null);
    boolean reached = checker.setReached(false);
    Statement.Function syntax = function.syntax();
    Scope scope = Scope.ofCall(function.scope());
    for (int name : checker.types.dimensionNames(syntax.parameters(), function.scope())) {
      scope.define(name, new Value.Static(DType.I64, session.dims().atom(checker.text(name))));
    }
    ValueType[] types = new ValueType[syntax.parameters().length];
    for (int i = 0; i < types.length; i++) {
      Parameter parameter = syntax.parameters()[i];
      types[i] = parameterType(parameter, scope);
      defaultValue(function, i, types[i], scope);
      declare(syntax.parameters(), i, Leaves.build("", types[i], Functions::placeholder), scope);
    }
    Value result = run(function, scope, at);
    checker.setReached(reached);
    checker.graph.setPredicate(predicate);
    checker.graph.switchTo(recorder);
    active = outer;
    boolean sound = session.diagnostics().size() == errors;
    function.setState(sound ? UserFunction.State.SOUND : UserFunction.State.UNSOUND);
    function.setInterface(new UserFunction.Interface(types, result));
  }

  static Value placeholder(String name, ValueType.Tensor type) {
    return new Value.Tensor(type.dtype(), type.dims(), null, 0);
  }

  ValueType parameterType(Parameter parameter, Scope scope) {
    TypeExpr type = parameter.type();
    return type == null ? ValueType.ERROR : checker.types.resolve(type, scope);
  }

  private void declare(Parameter[] parameters, int i, Value value, Scope scope) {
    Value known = scope.own(parameters[i].name());
    if (known != null && !(known instanceof Value.Static)) {
      String text = "the parameter `" + checker.text(parameters[i].name()) + "` is there twice";
      checker.declarations().duplicate(parameters[i], parameters, text);
    }
    if (known instanceof Value.Static) {
      String text = checker.text(parameters[i].name());
      checker
          .error(Code.DUPLICATE, parameters[i], "`" + text + "` is a parameter and a dimension")
          .note("the types of the parameters give the name `" + text + "` to a dimension");
    }
    scope.define(parameters[i].name(), value);
    checker.observe(parameters[i], value);
  }

  /** The default of a parameter in its type; null if it has none. */
  @Nullable Value defaultValue(UserFunction function, int i, ValueType type, Scope scope) {
    Parameter parameter = function.syntax().parameters()[i];
    Expr expr = parameter.defaultValue();
    if (expr == null) {
      return null;
    }
    Value value = checker.expressions.evaluate(expr, scope);
    Supplier<String> what = () -> "`" + checker.text(parameter.name()) + "`";
    checker.graph.at(expr);
    return checker.conversions.coerce(value, type, expr, what, true);
  }

  /** The body of a function whose parameters are bound in {@code scope}, in its result type. */
  Value run(UserFunction function, Scope scope, Node at) {
    Statement.Function syntax = function.syntax();
    active.add(function);
    Frame outer = checker.enterBody();
    session.enter(at);
    Value value = checker.statements.body(syntax.body(), new Scope(scope));
    session.leave();
    Frame frame = checker.leaveBody(outer);
    active.removeLast();
    Value returned = frame.returned;
    Node where = returned != null ? frame.returnedAt : syntax.body().value();
    Node resultAt =
        where == null ? new Expr.Name(syntax.nameStart(), syntax.nameEnd(), syntax.name()) : where;
    Value last = result(function, returned != null ? returned : value, resultAt, scope);
    return frame.early().isEmpty()
        ? last
        : checker.conditionals().result(frame, last, (v, node) -> result(function, v, node, scope));
  }

  private Value result(UserFunction function, Value value, Node at, Scope scope) {
    Statement.Function syntax = function.syntax();
    TypeExpr declared = syntax.result();
    checker.graph.at(at);
    if (declared == null) {
      return checker.conversions.settle(value, at);
    }
    // A name that no parameter has is that of whatever the result has there.
    Parameter[] result = {new Parameter(0, 0, syntax.name(), declared, null)};
    Set<Integer> names = checker.types.dimensionNames(result, scope);
    Scope dims = names.isEmpty() ? scope : new Scope(scope);
    Value[] values = {value};
    checker.binder().bindOrLeaveOpen(new Binder.Binding(result, values, names, dims));
    if (value instanceof Value.Invalid) {
      // Its type is declared: only errors within the function are its own.
      checker.types.resolve(declared, dims);
      return value;
    }
    ValueType type = checker.types.resolve(declared, dims);
    if (value instanceof Value.Unit && !(type instanceof ValueType.Unit)) {
      missingValue(syntax, type);
      return Value.ERROR;
    }
    Supplier<String> what = () -> "the result of `" + checker.text(syntax.name()) + "`";
    return checker.conversions.coerce(value, type, at, what, false);
  }

  private void missingValue(Statement.Function syntax, ValueType type) {
    if (type instanceof ValueType.Invalid) {
      return;
    }
    Statement[] statements = syntax.body().statements();
    var draft =
        session.error(
            Code.TYPE_MISMATCH,
            syntax.nameStart(),
            syntax.nameEnd(),
            "`" + checker.text(syntax.name()) + "` gives no value");
    draft.note("its result is declared as " + checker.conversions.describe().type(type));
    boolean dropped =
        statements.length > 0 && statements[statements.length - 1] instanceof Statement.Evaluate;
    draft.help(
        dropped
            ? "remove the `;` after the last expression"
            : "end its body with an expression without `;`");
  }

  Value call(UserFunction function, Given given, Node at) {
    Statement.Function syntax = function.syntax();
    boolean recursive =
        function.state() == UserFunction.State.CHECKING
            || active.stream().filter(f -> f == function).count() >= MAX_ACTIVE;
    if (recursive) {
      String name = checker.text(syntax.name());
      checker
          .error(Code.UNSUPPORTED, at, "recursion is not supported: `" + name + "` calls itself")
          .note("calls are inlined, so that all shapes are known");
      return Value.ERROR;
    }
    ensureChecked(function, at);
    Value[] arguments = bind(function, given, at);
    if (arguments == null || function.state() == UserFunction.State.UNSOUND) {
      return unsound(function);
    }
    Scope scope = Scope.ofCall(function.scope());
    session.enterCall(syntax.name(), at);
    boolean fits = bindParameters(function, arguments, given, at, scope);
    Value result = fits ? run(function, scope, at) : Value.ERROR;
    session.leaveCall();
    return result;
  }

  /**
   * What a call gives whose function or arguments are in error: a result of its type, if it's
   * known.
   */
  private Value unsound(UserFunction function) {
    TypeExpr declared = function.syntax().result();
    if (declared instanceof TypeExpr.Named n && Vocabularies.dtype(n.name()) != null) {
      ValueType type = checker.types.resolve(declared, function.scope());
      return Leaves.build("", type, Functions::placeholder);
    }
    return Value.ERROR;
  }

  /** Sorts arguments to parameters; missing ones that have a default stay null. */
  private Value @Nullable [] bind(UserFunction function, Given given, Node at) {
    Parameter[] parameters = function.syntax().parameters();
    String name = checker.text(function.syntax().name());
    @Nullable Value[] bound = new Value[parameters.length];
    if (given.hasKeywords()) {
      // Each keyword is searched for among all parameters.
      session.steps(at, (int) Math.min(1L << 20, (long) given.size() * parameters.length / 1024));
    }
    int next = 0;
    for (int i = 0; i < given.size(); i++) {
      if (given.isOutOfOrder(i)) {
        return null;
      }
      int keyword = given.name(i);
      int parameter = keyword < 0 ? next++ : find(parameters, keyword);
      Node node = given.whole(i);
      if (parameter < 0) {
        List<String> names = Arrays.stream(parameters).map(p -> checker.text(p.name())).toList();
        checker
            .error(
                Code.ARGUMENTS,
                node,
                "`" + name + "` has no parameter `" + checker.text(keyword) + "`")
            .help(() -> Suggestions.nearest(checker.text(keyword), names));
        return null;
      }
      if (parameter >= parameters.length) {
        checker
            .error(Code.ARGUMENTS, node, "too many arguments for `" + name + "`")
            .note("it takes " + parameters.length + ", " + given.size() + " are given");
        return null;
      }
      if (bound[parameter] != null) {
        String text = checker.text(parameters[parameter].name());
        checker.error(Code.ARGUMENTS, node, "`" + text + "` is given twice");
        return null;
      }
      bound[parameter] = given.value(i);
    }
    return complete(function, bound, name, at);
  }

  private Value @Nullable [] complete(
      UserFunction function, @Nullable Value[] bound, String name, Node at) {
    Parameter[] parameters = function.syntax().parameters();
    Value[] complete = new Value[bound.length];
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < bound.length; i++) {
      Value value = bound[i];
      if (value == null && parameters[i].defaultValue() == null) {
        missing.add("`" + checker.text(parameters[i].name()) + "`");
      }
      complete[i] = value == null ? Value.UNIT : value;
    }
    if (!missing.isEmpty()) {
      checker
          .error(Code.ARGUMENTS, at, "`" + name + "` needs " + String.join(", ", missing))
          .note("it takes " + parameters.length + " arguments");
      return null;
    }
    return complete;
  }

  private static int find(Parameter[] parameters, int name) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].name() == name) {
        return i;
      }
    }
    return -1;
  }

  /** Binds dimension names, then the parameters in their types; a Unit stands for a default. */
  private boolean bindParameters(
      UserFunction function, Value[] arguments, Given given, Node at, Scope scope) {
    Parameter[] parameters = function.syntax().parameters();
    Set<Integer> names = checker.types.dimensionNames(parameters, function.scope());
    Binder.Binding binding = new Binder.Binding(parameters, arguments, names, scope);
    IntFunction<Node> nodes = i -> at(given, parameters, i, at);
    if (!checker.binder().bind(binding, nodes)) {
      return false;
    }
    boolean fits = true;
    for (int i = 0; i < parameters.length; i++) {
      boolean isDefault =
          arguments[i] instanceof Value.Unit && parameters[i].defaultValue() != null;
      ValueType type = parameterType(parameters[i], scope);
      Value value = isDefault ? defaultValue(function, i, type, scope) : null;
      if (value == null) {
        int name = parameters[i].name();
        Supplier<String> what =
            () ->
                "argument `%s` of `%s`"
                    .formatted(checker.text(name), checker.text(function.syntax().name()));
        Node node = nodes.apply(i);
        checker.graph.at(node);
        int errors = session.diagnostics().size();
        value = checker.conversions.coerce(arguments[i], type, node, what, false);
        if (session.diagnostics().size() > errors) {
          checker.binder().explain(binding, i, nodes);
        }
      }
      fits &= !(value instanceof Value.Invalid) || type instanceof ValueType.Function;
      scope.define(parameters[i].name(), value);
    }
    return fits;
  }

  /** Where the argument of a parameter is; the call if there is none. */
  private static Node at(Given given, Parameter[] parameters, int parameter, Node call) {
    if (parameter < given.size() && given.name(parameter) < 0) {
      return given.node(parameter);
    }
    int named = given.named(parameters[parameter].name());
    return named < 0 ? call : given.node(named);
  }

  /** A closure: its parameters are what they are given, or of the types they say. */
  Value call(Value.Closure closure, Given given, Node at) {
    Parameter[] parameters = closure.syntax().parameters();
    if (given.size() != parameters.length || given.hasKeywords()) {
      checker
          .error(Code.ARGUMENTS, at, "this closure takes " + parameters.length + " arguments")
          .note(given.size() + " are given");
      return Value.ERROR;
    }
    Scope scope = Scope.ofCall(closure.scope());
    Set<Integer> names = checker.types.dimensionNames(parameters, closure.scope());
    if (!names.isEmpty()) {
      Value[] values = new Value[parameters.length];
      Arrays.setAll(values, given::value);
      Binder.Binding binding = new Binder.Binding(parameters, values, names, scope);
      if (!checker.binder().bind(binding, given::node)) {
        return Value.ERROR;
      }
    }
    for (int i = 0; i < parameters.length; i++) {
      Node node = given.node(i);
      Value value = given.value(i);
      TypeExpr type = parameters[i].type();
      if (type == null) {
        value = checker.conversions.settle(value, node);
      } else {
        int name = parameters[i].name();
        Supplier<String> what = () -> "argument `" + checker.text(name) + "`";
        ValueType wanted = checker.types.resolve(type, scope);
        value = checker.conversions.coerce(value, wanted, node, what, false);
      }
      scope.define(parameters[i].name(), value);
      checker.observe(parameters[i], value);
    }
    Frame outer = checker.enterBody();
    session.enter(at);
    Value value = checker.expressions.evaluate(closure.syntax().body(), scope);
    session.leave();
    return checker.conditionals().settled(checker.leaveBody(outer), value, closure.syntax().body());
  }
}
