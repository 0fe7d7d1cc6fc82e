package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Recorder;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Session;
import mind.compiler.check.value.UserFunction;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;
import org.jspecify.annotations.Nullable;

/** A program's entries: their signatures, and the IR of one of them. */
final class Entries {
  private final Checker checker;
  private final Session session;
  private final Expr.Block body;
  private final Scope module;

  /** Whether statements stand beside the functions: then they are the entry {@code main}. */
  private final boolean script;

  Entries(Checker checker, Expr.Block body, Scope module) {
    this.checker = checker;
    this.session = checker.session;
    this.body = body;
    this.module = module;
    this.script = body.value() != null || hasStatement(body.statements());
  }

  private static boolean hasStatement(Statement[] statements) {
    for (Statement statement : statements) {
      if (!isDeclaration(statement)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDeclaration(Statement statement) {
    return switch (statement) {
      case Statement.Function f -> true;
      case Statement.Struct s -> true;
      case Statement.TypeAlias t -> true;
      case Statement.Const c -> true;
      case Statement.Import i -> true;
      case Statement.Export e -> true;
      case Statement.Bad b -> true;
      case Statement.Let l -> false;
      case Statement.Assign a -> false;
      case Statement.Evaluate e -> false;
      case Statement.Return r -> false;
      case Statement.For f -> false;
      case Statement.While w -> false;
    };
  }

  boolean isScript() {
    return script;
  }

  List<UserFunction> functions() {
    List<UserFunction> functions = new ArrayList<>();
    for (Statement statement : body.statements()) {
      // A name that is defined twice stands for its first function.
      if (statement instanceof Statement.Function f
          && module.own(f.name()) instanceof Value.Function function
          && function.function().syntax().nameStart() == f.nameStart()) {
        functions.add(function.function());
      }
    }
    return functions;
  }

  /** A main beside statements would be a second main. */
  void checkMain() {
    if (!isScript()) {
      return;
    }
    for (UserFunction function : functions()) {
      Statement.Function syntax = function.syntax();
      if (checker.text(syntax.name()).equals("main")) {
        session
            .error(
                Code.UNSUPPORTED,
                syntax.nameStart(),
                syntax.nameEnd(),
                "`fn main` beside statements is not supported")
            .note("the statements outside of functions are the entry `main`");
      }
    }
  }

  /** The script's statements; their value. */
  Value runScript() {
    Frame outer = checker.enterBody();
    Scope scope = new Scope(module);
    Value value = checker.statements.run(body, scope);
    return checker.conditionals().settled(checker.leaveBody(outer), value, where(body));
  }

  private static Node where(Expr.Block body) {
    Expr value = body.value();
    return value == null ? body : value;
  }

  Signature signature(UserFunction function, UserFunction.Interface face) {
    Statement.Function syntax = function.syntax();
    List<Signature.Parameter> inputs = new ArrayList<>();
    Set<Integer> dims = checker.types.dimensionNames(syntax.parameters(), function.scope());
    for (int i = 0; i < face.parameters().length; i++) {
      Parameter parameter = syntax.parameters()[i];
      boolean hasDefault = parameter.defaultValue() != null;
      List<Optional<Tensor>> defaults =
          hasDefault ? new Defaults(checker).values(function, i, dims.isEmpty()) : List.of();
      int[] next = {0};
      Leaves.build(
          checker.text(parameter.name()),
          face.parameters()[i],
          (name, type) -> {
            int leaf = next[0]++;
            Optional<Tensor> value = leaf < defaults.size() ? defaults.get(leaf) : Optional.empty();
            inputs.add(parameter(name, type.dtype(), type.dims(), hasDefault, value));
            return Value.UNIT;
          });
    }
    List<String> names = dims.stream().map(checker::text).toList();
    return new Signature(checker.text(syntax.name()), inputs, outputs(face.result()), names);
  }

  /** Whether a function can be an entry: all it takes and gives is tensors. */
  static boolean canBeEntry(UserFunction.Interface face) {
    for (ValueType type : face.parameters()) {
      if (!isData(type)) {
        return false;
      }
    }
    return isData(Leaves.type(face.result()));
  }

  private static boolean isData(ValueType type) {
    return switch (type) {
      case ValueType.Tensor t -> true;
      case ValueType.Unit u -> true;
      case ValueType.Tuple t -> java.util.Arrays.stream(t.parts()).allMatch(Entries::isData);
      case ValueType.Struct s -> java.util.Arrays.stream(s.fields()).allMatch(Entries::isData);
      case ValueType.Function f -> false;
      case ValueType.Invalid e -> false;
    };
  }

  Signature scriptSignature(Value result) {
    return new Signature("main", List.of(), outputs(result), List.of());
  }

  private List<Signature.Parameter> outputs(Value result) {
    List<String> names = new ArrayList<>();
    List<Value> leaves = new ArrayList<>();
    Leaves.collect(outputName(result), result, names, leaves);
    List<Signature.Parameter> outputs = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      if (Leaves.type(leaves.get(i)) instanceof ValueType.Tensor t) {
        outputs.add(parameter(names.get(i), t.dtype(), t.dims(), false, Optional.empty()));
      }
    }
    return outputs;
  }

  private static String outputName(Value result) {
    return result instanceof Value.Tuple ? "" : "result";
  }

  private Signature.Parameter parameter(
      String name, DType dtype, long[] dims, boolean hasDefault, Optional<Tensor> value) {
    List<String> shape = new ArrayList<>();
    for (long dim : dims) {
      shape.add(session.dims().text(dim));
    }
    return new Signature.Parameter(name, dtype, shape, hasDefault, value);
  }

  /** The function an entry's name means; null for the script, and after an error. */
  @Nullable UserFunction find(String entry) {
    List<UserFunction> functions = functions();
    String wanted = entry.isEmpty() ? "main" : entry;
    if (isScript() && wanted.equals("main")) {
      return null;
    }
    for (UserFunction function : functions) {
      if (checker.text(function.syntax().name()).equals(wanted)) {
        return function;
      }
    }
    if (entry.isEmpty() && functions.size() == 1) {
      return functions.getFirst();
    }
    if (entry.isEmpty() && !session.diagnostics().isEmpty()) {
      return null; // it may well be there, but broken
    }
    List<String> names = functions.stream().map(f -> checker.text(f.syntax().name())).toList();
    String message =
        entry.isEmpty() ? "the program has no `main`" : "there is no function `" + entry + "`";
    var draft = session.error(Code.UNDEFINED_NAME, 0, 0, message);
    draft.note(
        names.isEmpty()
            ? "it declares no functions"
            : "its functions are " + String.join(", ", names));
    draft.help(
        entry.isEmpty() && !names.isEmpty()
            ? Optional.of("name one as the entry: `--entry " + names.getFirst() + "`")
            : Suggestions.nearest(entry, names));
    return null;
  }

  /** Records a function with its dimensions bound; null after an error. */
  @Nullable Function compile(UserFunction entry, Map<String, Long> dims) {
    Recorder recorder = new Recorder();
    checker.graph.switchTo(recorder);
    Statement.Function syntax = entry.syntax();
    Scope scope = Scope.ofCall(entry.scope());
    if (!bind(entry, dims, scope)) {
      return null;
    }
    Node at = new Expr.Name(syntax.nameStart(), syntax.nameEnd(), syntax.name());
    for (Parameter parameter : syntax.parameters()) {
      ValueType type = checker.functions.parameterType(parameter, scope);
      if (!isData(type)) {
        checker.error(Code.TYPE_MISMATCH, parameter, "an entry takes tensors only");
        return null;
      }
      String name = checker.text(parameter.name());
      Value value = Leaves.build(name, type, (leaf, t) -> input(recorder, leaf, t, parameter));
      scope.define(parameter.name(), value);
    }
    Value result = checker.functions.run(entry, scope, at);
    return build(recorder, checker.text(syntax.name()), result, at);
  }

  private Value input(Recorder recorder, String name, ValueType.Tensor type, Node at) {
    checker.graph.at(at);
    checker.graph.checkSize(type.dtype(), type.dims());
    int id = recorder.input(name, Graph.irType(type.dtype(), type.dims()));
    return new Value.Tensor(type.dtype(), type.dims(), recorder, id);
  }

  /** Records the script. */
  @Nullable Function compileScript() {
    Recorder recorder = new Recorder();
    checker.graph.switchTo(recorder);
    return build(recorder, "main", runScript(), where(body));
  }

  private boolean bind(UserFunction entry, Map<String, Long> dims, Scope scope) {
    boolean bound = true;
    Parameter[] parameters = entry.syntax().parameters();
    for (int name : checker.types.dimensionNames(parameters, entry.scope())) {
      String text = checker.text(name);
      Long size = dims.get(text);
      Node at = new DimensionFinder(name).find(parameters);
      if (size == null) {
        String function = checker.text(entry.syntax().name());
        checker
            .error(Code.CANNOT_INFER, at, "the size of dimension `" + text + "` is not known")
            .note("`" + function + "` is compiled for one size of each of its dimensions")
            .help("give it: `--dim " + text + "=32`");
        bound = false;
      } else if (size < 1 || size > Type.MAX_ELEMENTS) {
        checker.error(Code.DIMENSION, at, "`" + text + "` can't be " + size);
        bound = false;
      } else {
        scope.define(name, new Value.Static(DType.I64, size));
      }
    }
    return bound;
  }

  private @Nullable Function build(Recorder recorder, String name, Value result, Node at) {
    List<String> names = new ArrayList<>();
    List<Value> leaves = new ArrayList<>();
    Leaves.collect(outputName(result), result, names, leaves);
    int[] outputs = new int[leaves.size()];
    for (int i = 0; i < outputs.length; i++) {
      Value leaf = leaves.get(i);
      if (!Conversions.isNumeric(leaf)) {
        if (!(leaf instanceof Value.Invalid)) {
          checker
              .error(Code.TYPE_MISMATCH, at, "an entry gives tensors only")
              .note("this is " + checker.describe(leaf));
        }
        return null;
      }
      checker.graph.at(at);
      Value.Tensor tensor = checker.conversions.tensor(leaf, at);
      if (tensor != null && checker.graph.isRecording()) {
        outputs[i] = recorder.operand(tensor);
      }
    }
    if (recorder.isSeedShadowed()) {
      checker
          .error(
              Code.DUPLICATE, at, "`" + name + "` has a parameter `seed` and draws without a key")
          .note("the seed of draws without a key is an input of that name")
          .help("draw by a key: `rand(shape, key=seed)`, or rename the parameter");
    }
    if (!session.diagnostics().isEmpty()) {
      return null;
    }
    return recorder.build(name, names, outputs);
  }
}
