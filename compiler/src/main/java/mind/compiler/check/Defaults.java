package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Recorder;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.UserFunction;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.interpret.Interpreter;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.syntax.Expr;

/** The values of parameters' defaults, leaf by leaf, for whoever calls the compiled function. */
final class Defaults {
  /** The largest tensor that a default may be, or be computed from: it is evaluated here. */
  private static final int MAX_ELEMENTS = 4096;

  private static final int MAX_OPERATIONS = 256;

  private final Checker checker;

  Defaults(Checker checker) {
    this.checker = checker;
  }

  /** Empty for a default that depends on dimensions that are names, or on the seed. */
  List<Optional<Tensor>> values(UserFunction function, int parameter, boolean isConcrete) {
    if (!isConcrete && !isLiteral(function.syntax().parameters()[parameter].defaultValue())) {
      return List.of();
    }
    Recorder recorder = new Recorder();
    Recorder before = checker.graph.switchTo(recorder);
    Scope scope = Scope.ofCall(function.scope());
    ValueType type =
        checker.functions.parameterType(function.syntax().parameters()[parameter], scope);
    Value value = checker.functions.defaultValue(function, parameter, type, scope);
    List<Value> leaves = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Leaves.collect("", value == null ? Value.UNIT : value, names, leaves);
    List<Integer> outputs = new ArrayList<>();
    for (Value leaf : leaves) {
      Expr at = new Expr.Bad(0, 0);
      Value.Tensor tensor =
          Conversions.isNumeric(leaf) ? checker.conversions.tensor(leaf, at) : null;
      if (tensor != null && checker.graph.isRecording()) {
        outputs.add(recorder.operand(tensor));
      }
    }
    boolean recorded = checker.graph.isRecording() && outputs.size() == leaves.size();
    checker.graph.switchTo(before);
    if (!recorded) {
      return List.of();
    }
    int[] ids = outputs.stream().mapToInt(Integer::intValue).toArray();
    Expr at = function.syntax().parameters()[parameter].defaultValue();
    return at == null ? List.of() : evaluate(recorder.build("default", names, ids), at);
  }

  /** A literal's value has nothing to do with dimensions. */
  private static boolean isLiteral(@org.jspecify.annotations.Nullable Expr expr) {
    Expr first = expr;
    while (first instanceof Expr.Binary b && isLiteral(b.right())) {
      first = b.left();
    }
    return switch (first) {
      case null -> false;
      case Expr.IntegerLiteral n -> true;
      case Expr.FloatLiteral n -> true;
      case Expr.BooleanLiteral b -> true;
      case Expr.Unary u -> isLiteral(u.operand());
      default -> false;
    };
  }

  private List<Optional<Tensor>> evaluate(Function function, Expr at) {
    if (!function.inputs().isEmpty()) {
      return List.of();
    }
    if (function.code().size() > MAX_OPERATIONS || largest(function) > MAX_ELEMENTS) {
      checker
          .error(Code.TENSOR_SIZE, at, "this default is too large")
          .note(
              "what a default is computed from is limited to %d elements and %d operations"
                  .formatted(MAX_ELEMENTS, MAX_OPERATIONS))
          .help("make the parameter one without a default, or compute its value in the function");
      return List.of();
    }
    return Interpreter.run(function, List.of()).stream().map(Optional::of).toList();
  }

  private static long largest(Function function) {
    long largest = 0;
    for (int v = 0; v < function.code().size(); v++) {
      largest = Math.max(largest, function.type(v).elements());
    }
    return largest;
  }
}
