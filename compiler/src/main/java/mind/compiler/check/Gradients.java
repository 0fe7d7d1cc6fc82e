package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.autodiff.Autodiff;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Recorder;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Function;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/**
 * {@code grad} and {@code value_and_grad}. The function is recorded for itself, with the leaves it
 * is differentiated by as its inputs and whatever else it uses captured; autodiff makes its
 * gradient, and that is recorded in place of the call.
 */
final class Gradients {
  private final Checker checker;

  Gradients(Checker checker) {
    this.checker = checker;
  }

  /** {@code grad(f, wrt=..)} */
  Value make(boolean withValue, Calls.Given given, Node at) {
    Value of = null;
    Value wrt = null;
    for (int i = 0; i < given.size(); i++) {
      int name = given.names().get(i);
      if (of == null && name < 0) {
        of = given.values().get(i);
      } else if (wrt == null && (name < 0 || name == Vocabularies.WRT)) {
        wrt = given.values().get(i);
      } else {
        checker
            .error(Code.ARGUMENTS, given.nodes().get(i), "`grad` takes a function and `wrt`")
            .help("the function's arguments follow: `grad(f)(x)`");
        return Value.ERROR;
      }
    }
    if (of == null) {
      checker.error(Code.ARGUMENTS, at, "`grad` needs a function");
      return Value.ERROR;
    }
    if (given.isInvalid()) {
      return Value.ERROR;
    }
    boolean callable =
        of instanceof Value.Function
            || of instanceof Value.Closure
            || of instanceof Value.Builtin
            || of instanceof Value.Gradient;
    if (!callable) {
      checker
          .error(Code.TYPE_MISMATCH, given.nodes().getFirst(), "`grad` needs a function")
          .note("this is " + checker.describe(of))
          .help("`grad(f)(x)` differentiates f at x");
      return Value.ERROR;
    }
    return switch (wrt) {
      case null -> new Value.Gradient(of, new Value.Wrt(List.of(), false), withValue);
      case Value.Array a ->
          new Value.Gradient(of, new Value.Wrt(List.of(a.elements()), true), withValue);
      case Value.Tuple t ->
          new Value.Gradient(of, new Value.Wrt(List.of(t.parts()), true), withValue);
      default -> new Value.Gradient(of, new Value.Wrt(List.of(wrt), false), withValue);
    };
  }

  Value call(Value.Gradient gradient, Calls.Given given, Node at) {
    if (given.isInvalid()) {
      return Value.ERROR;
    }
    List<Integer> chosen = chosen(gradient, given, at);
    if (chosen == null) {
      return Value.ERROR;
    }
    List<Value> leaves = new ArrayList<>();
    for (int i : chosen) {
      DType dtype = dtype(gradient.of(), given, i);
      Value value = typed(given.values().get(i), dtype, given.nodes().get(i));
      given.values().set(i, value);
      int before = leaves.size();
      Leaves.collect("", value, new ArrayList<>(), leaves);
      if (!areFloats(leaves.subList(before, leaves.size()), given.nodes().get(i))) {
        return Value.ERROR;
      }
    }
    Value[] results = differentiate(gradient, given, chosen, leaves, at);
    if (results == null) {
      return Value.ERROR;
    }
    int[] next = {1};
    Value[] gradients = new Value[chosen.size()];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = Leaves.replace(given.values().get(chosen.get(i)), results, next);
    }
    boolean tuple = gradient.wrt().list() || gradients.length > 1;
    Value result = tuple ? Value.tuple(gradients) : gradients[0];
    return gradient.withValue() ? Value.tuple(results[0], result) : result;
  }

  /** Literals as tensors, so that there is something to differentiate by. */
  private Value typed(Value value, DType dtype, Node at) {
    checker.graph.at(at);
    return checker.operators.mapLeaves(
        value,
        at,
        leaf -> {
          boolean number = Conversions.isNumeric(leaf) && !(leaf instanceof Tensor);
          Tensor tensor = number ? checker.conversions.tensor(leaf, dtype, at) : null;
          return tensor == null ? leaf : tensor;
        });
  }

  private boolean areFloats(List<Value> leaves, Node at) {
    for (Value leaf : leaves) {
      if (!(leaf instanceof Tensor t && t.dtype().isFloat())) {
        checker
            .error(Code.GRADIENT_OF_NON_FLOAT, at, "the gradient by " + checker.describe(leaf))
            .note("only floats have a gradient")
            .help("choose the arguments to differentiate by: `grad(f, wrt=[0])`");
        return false;
      }
    }
    return true;
  }

  /** The arguments to differentiate by; null, and an error, if there are none. */
  private @Nullable List<Integer> chosen(Value.Gradient gradient, Calls.Given given, Node at) {
    List<Integer> chosen = new ArrayList<>();
    if (gradient.wrt().given().isEmpty() && !gradient.wrt().list()) {
      for (int i = 0; i < given.size(); i++) {
        if (isFloat(given.values().get(i), dtype(gradient.of(), given, i))) {
          chosen.add(i);
        }
      }
      if (chosen.isEmpty()) {
        checker.error(
            Code.GRADIENT_OF_NON_FLOAT, at, "no argument is a float: there is no gradient");
        return null;
      }
      return chosen;
    }
    for (Value wrt : gradient.wrt().given()) {
      int i = argument(gradient.of(), wrt, given);
      if (i < 0) {
        checker
            .error(Code.ARGUMENTS, at, "`wrt` names an argument that is not there")
            .note("it is " + (wrt instanceof Value.Text t ? "\"" + t.text() + "\"" : wrtText(wrt)))
            .note("the call has " + given.size() + " arguments");
        return null;
      }
      if (chosen.contains(i)) {
        checker
            .error(Code.ARGUMENTS, at, "`wrt` names an argument twice")
            .note("it is argument " + i + ", counted from 0");
        return null;
      }
      chosen.add(i);
    }
    if (chosen.isEmpty()) {
      checker.error(Code.ARGUMENTS, at, "`wrt` is empty");
      return null;
    }
    return chosen;
  }

  private String wrtText(Value wrt) {
    Long number = Checker.wholeNumber(wrt);
    return number == null ? checker.describe(wrt) : Long.toString(number);
  }

  private static boolean isFloat(Value value, DType literals) {
    List<Value> leaves = new ArrayList<>();
    Leaves.collect("", value, new ArrayList<>(), leaves);
    return !leaves.isEmpty()
        && leaves.stream()
            .allMatch(leaf -> {
              DType dtype = Conversions.dtype(leaf);
              return Conversions.isNumeric(leaf) && (dtype == null ? literals : dtype).isFloat();
            });
  }

  /** What a literal given as that argument is: of the parameter's dtype, else f32. */
  private static DType dtype(Value of, Calls.Given given, int argument) {
    int name = given.names().get(argument);
    Parameter[] parameters = parameters(of);
    for (int i = 0; i < parameters.length; i++) {
      if (name < 0 ? i == argument : parameters[i].name() == name) {
        TypeExpr type = parameters[i].type();
        TypeExpr element = type instanceof TypeExpr.Tensor t ? t.element() : type;
        DType dtype = element instanceof TypeExpr.Named n ? Vocabularies.dtype(n.name()) : null;
        return dtype == null ? DType.F32 : dtype;
      }
    }
    return DType.F32;
  }

  /** The position among the arguments of the one that a number or name in {@code wrt} means. */
  private int argument(Value of, Value wrt, Calls.Given given) {
    Long number = Checker.wholeNumber(wrt);
    Parameter[] parameters = parameters(of);
    if (number != null) {
      if (number < 0 || number >= given.size()) {
        return -1;
      }
      int position = (int) (long) number;
      if (given.names().get(position) < 0 || parameters.length == 0) {
        return position;
      }
      return position < parameters.length ? given.names().indexOf(parameters[position].name()) : -1;
    }
    if (wrt instanceof Value.Text text) {
      for (int i = 0; i < given.size(); i++) {
        int name = given.names().get(i);
        int parameter = name < 0 && i < parameters.length ? parameters[i].name() : name;
        if (parameter >= 0 && checker.text(parameter).equals(text.text())) {
          return i;
        }
      }
    }
    return -1;
  }

  private static Parameter[] parameters(Value of) {
    return switch (of) {
      case Value.Function f -> f.function().syntax().parameters();
      case Value.Closure c -> c.syntax().parameters();
      case Value.Gradient g -> parameters(g.of());
      default -> new Parameter[0];
    };
  }

  /** The value, then the gradients by all leaves; null after an error. */
  private Value @Nullable [] differentiate(
      Value.Gradient gradient,
      Calls.Given given,
      List<Integer> chosen,
      List<Value> leaves,
      Node at) {
    Graph graph = checker.graph;
    Recorder outer = graph.recorder();
    Recorder inner = outer == null ? null : new Recorder(outer);
    Value[] inputs = new Value[leaves.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = input(inner, i, (Tensor) leaves.get(i));
    }
    Calls.Given replaced = new Calls.Given();
    int[] next = {0};
    for (int i = 0; i < given.size(); i++) {
      replaced.add(given.values().get(i), given.nodes().get(i), given.names().get(i));
    }
    for (int i : chosen) {
      replaced.values().set(i, Leaves.replace(given.values().get(i), inputs, next));
    }
    graph.switchTo(inner);
    Value value = checker.calls.call(gradient.of(), replaced, at);
    graph.at(at);
    Tensor loss = loss(value, at);
    graph.switchTo(outer);
    if (loss == null) {
      return null;
    }
    Value[] results = new Value[inputs.length + 1];
    if (outer == null || inner == null || graph.recorder() == null) {
      results[0] = new Tensor(loss.dtype(), loss.dims(), null, 0);
      System.arraycopy(leaves.toArray(Value[]::new), 0, results, 1, inputs.length);
      return results;
    }
    int[] ids = inline(outer, inner, loss, leaves, at);
    for (int i = 0; i < ids.length; i++) {
      Tensor type = i == 0 ? loss : (Tensor) leaves.get(i - 1);
      results[i] = new Tensor(type.dtype(), type.dims(), outer, ids[i]);
    }
    return results;
  }

  private static Value input(@Nullable Recorder inner, int i, Tensor leaf) {
    if (inner == null) {
      return leaf;
    }
    int id = inner.input("wrt." + i, Graph.irType(leaf.dtype(), leaf.dims()));
    return new Tensor(leaf.dtype(), leaf.dims(), inner, id);
  }

  private int[] inline(Recorder outer, Recorder inner, Tensor loss, List<Value> leaves, Node at) {
    int[] outputs = {inner.operand(loss)};
    Function function = inner.build("gradient", List.of("value"), outputs);
    int[] wrt = new int[leaves.size()];
    int[] arguments = new int[function.inputs().size()];
    for (int i = 0; i < arguments.length; i++) {
      boolean leaf = i < wrt.length;
      arguments[i] =
          outer.operand(leaf ? (Tensor) leaves.get(i) : inner.captured().get(i - wrt.length));
      if (leaf) {
        wrt[i] = i;
      }
    }
    // What a gradient of a gradient adds grows with the order, and stands in no source.
    checker.session.steps(at, function.code().size());
    Function gradient = Autodiff.gradient(function, wrt, true);
    checker.session.steps(at, gradient.code().size());
    return outer.inline(gradient, arguments);
  }

  private @Nullable Tensor loss(Value value, Node at) {
    if (value instanceof Value.Invalid) {
      return null;
    }
    boolean number = Conversions.isNumeric(value);
    Tensor loss = number ? checker.conversions.tensor(value, at) : null;
    if (loss != null && loss.rank() == 0 && loss.dtype().isFloat()) {
      return loss;
    }
    checker
        .error(Code.LOSS_NOT_SCALAR, at, "a differentiated function must return a scalar float")
        .note("it returns " + checker.describe(value))
        .help("reduce it to one number with `mean` or `sum`");
    return null;
  }
}
