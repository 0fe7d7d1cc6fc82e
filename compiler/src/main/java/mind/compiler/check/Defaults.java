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
import mind.compiler.ir.Function;
import mind.compiler.ir.Instruction;
import mind.compiler.ir.Tensor;
import mind.compiler.syntax.Expr;

/** The values of parameters' defaults, leaf by leaf, for whoever calls the compiled function. */
final class Defaults {
  private final Checker checker;

  Defaults(Checker checker) {
    this.checker = checker;
  }

  /** Empty for a default that depends on dimensions that are names, or on the seed. */
  List<Optional<Tensor>> values(UserFunction function, int parameter, boolean isConcrete) {
    if (!isConcrete && !isLiteral(function.syntax().parameters()[parameter].defaultValue())) {
      return List.of();
    }
    Recorder recorder = new Recorder(null);
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
    return evaluate(recorder.build("default", names, ids));
  }

  /** A literal's value has nothing to do with dimensions. */
  private static boolean isLiteral(@org.jspecify.annotations.Nullable Expr expr) {
    return switch (expr) {
      case null -> false;
      case Expr.NumberLiteral n -> true;
      case Expr.BooleanLiteral b -> true;
      case Expr.Unary u -> isLiteral(u.operand());
      case Expr.Binary b -> isLiteral(b.left()) && isLiteral(b.right());
      default -> false;
    };
  }

  private static List<Optional<Tensor>> evaluate(Function function) {
    if (!function.inputs().isEmpty()) {
      return List.of();
    }
    Tensor[] values = new Tensor[function.code().size()];
    for (int v = 0; v < values.length; v++) {
      Instruction instruction = function.instruction(v);
      Tensor[] operands = new Tensor[instruction.arity()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = values[instruction.operand(i)];
      }
      values[v] = instruction.op().evaluate(instruction.type(), operands);
    }
    return function.outputs().stream().map(o -> Optional.of(values[o.value()])).toList();
  }
}
