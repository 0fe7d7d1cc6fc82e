package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.PullBacks;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Derivative;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.check.value.ValueType;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives: {@code grad}, {@code value_and_grad}, {@code vjp}, {@code jvp}, {@code jacobian},
 * {@code backward}. All are one thing, a pull-back of what was recorded between a value and what it
 * was computed from. A function is called with its arguments under new names, so that only its own
 * uses of them count.
 */
final class Transforms {
  private final Checker checker;
  private final Graph graph;
  private final PullBacks pullBacks;
  private final WithRespectTo withRespectTo;

  Transforms(Checker checker) {
    this.checker = checker;
    this.graph = checker.graph;
    this.pullBacks = new PullBacks(checker.session);
    this.withRespectTo = new WithRespectTo(checker);
  }

  /** A function's value, its leaves tensors, and the chosen arguments that it was computed from. */
  private record Evaluation(Value value, Value point) {}

  /**
   * {@code grad(f, wrt=..)}. For {@code vjp} and {@code jvp} the arguments may follow at once, as
   * JAX has it: {@code vjp(f, x)}.
   */
  Value make(Derivative derivative, Given given, Node at) {
    String name = Vocabularies.name(derivative);
    boolean callsAtOnce = derivative == Derivative.VJP || derivative == Derivative.JVP;
    Value of = null;
    Value wrt = null;
    Given arguments = new Given(2);
    for (int i = 0; i < given.size(); i++) {
      int keyword = given.name(i);
      if (of == null && keyword < 0) {
        of = given.value(i);
      } else if (wrt == null && (keyword == Vocabularies.WRT || (keyword < 0 && !callsAtOnce))) {
        wrt = given.value(i);
      } else if (callsAtOnce && keyword < 0) {
        arguments.add(given.value(i), given.whole(i));
      } else {
        checker
            .error(Code.ARGUMENTS, given.node(i), "`" + name + "` takes a function and `wrt`")
            .help("the function's arguments follow: `" + name + "(f)(x)`");
        return Value.ERROR;
      }
    }
    if (of == null) {
      checker.error(Code.ARGUMENTS, at, "`" + name + "` needs a function");
      return Value.ERROR;
    }
    if (given.isInvalid()) {
      return Value.ERROR;
    }
    if (!Value.isFunction(of)) {
      checker
          .error(Code.TYPE_MISMATCH, given.node(0), "`" + name + "` needs a function")
          .note("this is " + checker.describe(of))
          .help("`" + name + "(f)(x)` differentiates f at x");
      return Value.ERROR;
    }
    Value.Transform transform = new Value.Transform(derivative, of, wrt(wrt));
    return arguments.size() == 0 ? transform : call(transform, arguments, at);
  }

  private static Value.Wrt wrt(@Nullable Value given) {
    return switch (given) {
      case null -> new Value.Wrt(List.of(), false);
      case Value.Array a -> new Value.Wrt(List.of(a.elements()), true);
      case Value.Tuple t -> new Value.Wrt(List.of(t.parts()), true);
      default -> new Value.Wrt(List.of(given), false);
    };
  }

  Value call(Value.Transform transform, Given given, Node at) {
    if (given.isInvalid()) {
      return Value.ERROR;
    }
    if (transform.derivative() == Derivative.JVP) {
      return push(transform, given, at);
    }
    Evaluation f = evaluate(transform, given, at);
    if (f == null) {
      return Value.ERROR;
    }
    return switch (transform.derivative()) {
      case GRAD -> gradient(f, at);
      case VALUE_AND_GRAD -> {
        Value gradient = gradient(f, at);
        yield gradient instanceof Value.Invalid ? gradient : Value.tuple(f.value(), gradient);
      }
      case VJP -> Value.tuple(f.value(), new Value.PullBack(f.value(), f.point()));
      case JACOBIAN -> new Jacobians(checker, pullBacks).of(f.value(), f.point(), at);
      case JVP -> Value.ERROR;
    };
  }

  /** Calls the function with the chosen arguments under new names; null after an error. */
  private @Nullable Evaluation evaluate(Value.Transform transform, Given given, Node at) {
    List<Integer> chosen = withRespectTo.of(transform, given, at);
    if (chosen == null) {
      return null;
    }
    Given renamed = new Given(2);
    for (int i = 0; i < given.size(); i++) {
      renamed.add(given.value(i), given.whole(i));
    }
    Value[] points = new Value[chosen.size()];
    for (int i = 0; i < points.length; i++) {
      int argument = chosen.get(i);
      Node node = given.node(argument);
      Value point = given.value(argument);
      if (hasSizes(point, node)) {
        return null;
      }
      point = tensors(point, WithRespectTo.dtype(transform.of(), given, argument), node);
      if (!areFloats(point, node)) {
        return null;
      }
      points[i] = aliased(point, node, x -> x);
      renamed.set(argument, points[i]);
    }
    Value value = checker.calls.call(transform.of(), renamed, at);
    value = tensors(checker.conversions.settle(value, at), DType.F32, at);
    if (value instanceof Value.Invalid || !isDifferentiable(value, transform.derivative(), at)) {
      return null;
    }
    boolean tuple = transform.wrt().list() || points.length > 1;
    return new Evaluation(value, tuple ? Value.tuple(points) : points[0]);
  }

  /** New names for what is made of the leaves; a unit has none. */
  private Value aliased(Value value, Node at, UnaryOperator<Tensor> make) {
    return checker.operators.mapLeaves(
        value, at, leaf -> leaf instanceof Tensor x ? graph.alias(make.apply(x)) : leaf);
  }

  /** Numbers as tensors, so that there is something to differentiate by. */
  private Value tensors(Value value, DType literals, Node at) {
    graph.at(at);
    return checker.operators.mapLeaves(
        value,
        at,
        leaf -> {
          boolean number = Conversions.isNumeric(leaf) && !(leaf instanceof Tensor);
          Tensor tensor = number ? checker.conversions.tensor(leaf, literals, at) : null;
          return tensor == null ? leaf : tensor;
        });
  }

  /** What is known when the program is compiled, a size or an axis, can't vary. */
  private boolean hasSizes(Value value, Node at) {
    for (Value leaf : leaves(value)) {
      if (leaf instanceof Static s && s.dtype().isInteger()) {
        checker
            .error(Code.SHAPE_NOT_DIFFERENTIABLE, at, "a size or an axis is not differentiable")
            .note("this " + checker.describe(leaf) + " is known when the program is compiled")
            .help("choose the arguments to differentiate by: `wrt=[0]`");
        return true;
      }
    }
    return false;
  }

  private boolean areFloats(Value value, Node at) {
    List<Value> leaves = leaves(value);
    for (Value leaf : leaves.isEmpty() ? List.of(value) : leaves) {
      if (leaf instanceof Value.Invalid) {
        return false;
      }
      if (!isFloat(leaf)) {
        checker
            .error(Code.GRADIENT_OF_NON_FLOAT, at, "the gradient by " + checker.describe(leaf))
            .note("only floats have a gradient")
            .help("choose the arguments to differentiate by: `grad(f, wrt=[0])`");
        return false;
      }
    }
    return true;
  }

  private static boolean isFloat(Value leaf) {
    return leaf instanceof Tensor t && t.dtype().isFloat();
  }

  /** Whether a function's value is what its derivative needs: one float, or floats. */
  private boolean isDifferentiable(Value value, Derivative derivative, Node at) {
    boolean scalar = derivative == Derivative.GRAD || derivative == Derivative.VALUE_AND_GRAD;
    List<Value> leaves = leaves(value);
    boolean fits =
        scalar
            ? isFloat(value) && value instanceof Tensor t && t.rank() == 0
            : !leaves.isEmpty() && leaves.stream().allMatch(Transforms::isFloat);
    if (!fits && leaves.stream().noneMatch(leaf -> leaf instanceof Value.Invalid)) {
      String needed = scalar ? "a scalar float" : "floats";
      checker
          .error(Code.LOSS_NOT_SCALAR, at, "a differentiated function must return " + needed)
          .note("it returns " + checker.describe(value))
          .help(
              scalar
                  ? "reduce it to one number with `mean` or `sum`"
                  : "leave out of its result what is no float");
    }
    return fits;
  }

  private Value gradient(Evaluation f, Node at) {
    graph.at(at);
    return pull(f.value(), graph.like((Tensor) f.value(), 1), f.point(), at);
  }

  private static List<Value> leaves(Value value) {
    List<Value> leaves = new ArrayList<>();
    Leaves.collect("", value, new ArrayList<>(), leaves);
    return leaves;
  }

  static Tensor[] tensors(Value value) {
    return leaves(value).toArray(Tensor[]::new);
  }

  /** The cotangent of {@code point}, given that of {@code value}. */
  private Value pull(Value value, Value cotangent, Value point, Node at) {
    PullBacks.Result result =
        pullBacks.pull(tensors(value), tensors(cotangent), tensors(point), at);
    return Leaves.replace(point, result.cotangents(), new int[1]);
  }

  /** A call of the pull-back that {@code vjp} gave. */
  Value call(Value.PullBack pullBack, Given given, Node at) {
    if (given.size() != 1 || given.name(0) >= 0) {
      checker
          .error(Code.ARGUMENTS, at, "a pull-back takes one argument, the value's cotangent")
          .note(given.size() + " are given");
      return Value.ERROR;
    }
    Node node = given.node(0);
    Value cotangent = like(pullBack.value(), given.value(0), node, "the cotangent");
    return cotangent instanceof Value.Invalid
        ? cotangent
        : pull(pullBack.value(), cotangent, pullBack.point(), at);
  }

  /** A value of the same type as another, its leaves tensors. */
  private Value like(Value other, Value value, Node at, String what) {
    ValueType type = Leaves.type(other);
    graph.at(at);
    Value fitting = checker.conversions.coerce(value, type, at, () -> what, false);
    Value tensors = tensors(fitting, DType.F32, at);
    return leaves(tensors).stream().allMatch(leaf -> leaf instanceof Tensor)
        ? tensors
        : Value.ERROR;
  }

  /**
   * {@code jvp(f)(primals, tangents)}: a pull-back is linear in its cotangent, and its own
   * pull-back takes tangents forward.
   */
  private Value push(Value.Transform transform, Given given, Node at) {
    if (given.size() != 2 || given.hasKeywords()) {
      checker
          .error(Code.ARGUMENTS, at, "`jvp(f)` takes the primals and the tangents")
          .note(given.size() + " arguments are given")
          .help("several of each are tuples: `jvp(f)((x, y), (dx, dy))`");
      return Value.ERROR;
    }
    Evaluation f = evaluate(transform, primals(transform.of(), given), at);
    if (f == null) {
      return Value.ERROR;
    }
    Value tangents = given.value(1);
    if (tangents instanceof Value.Tuple t
        && t.parts().length == 1
        && !(f.point() instanceof Value.Tuple)) {
      tangents = t.parts()[0];
    }
    tangents = like(f.point(), tangents, given.node(1), "the tangent");
    if (tangents instanceof Value.Invalid) {
      return tangents;
    }
    graph.at(at);
    Value cotangent = aliased(f.value(), at, x -> graph.like(x, 0));
    Value pulled = pull(f.value(), cotangent, f.point(), at);
    return Value.tuple(f.value(), pull(pulled, tangents, cotangent, at));
  }

  /** The arguments that a tuple of primals means, or one that isn't a tuple. */
  private static Given primals(Value of, Given given) {
    Given primals = new Given(2);
    Value value = given.value(0);
    Node node = given.node(0);
    boolean takesOne = of instanceof Value.PullBack || WithRespectTo.parameters(of).length == 1;
    if (!(value instanceof Value.Tuple t) || (takesOne && t.parts().length != 1)) {
      primals.add(value, node);
      return primals;
    }
    for (int i = 0; i < t.parts().length; i++) {
      boolean written = node instanceof Expr.Tuple e && e.elements().length == t.parts().length;
      primals.add(t.parts()[i], written ? ((Expr.Tuple) node).elements()[i] : node);
    }
    return primals;
  }

  /** {@code backward(loss, x, ..)}: the gradient by values that the loss was computed from. */
  Value backward(Given given, Node at) {
    if (given.size() < 2 || given.hasKeywords()) {
      checker
          .error(Code.ARGUMENTS, at, "`backward` takes a loss and what to differentiate it by")
          .help("`backward(loss, x)`, `backward(loss, w, b)`");
      return Value.ERROR;
    }
    if (given.isInvalid()) {
      return Value.ERROR;
    }
    Node lossAt = given.node(0);
    Value loss = tensors(given.value(0), DType.F32, lossAt);
    if (!(loss instanceof Tensor t && t.rank() == 0 && t.dtype().isFloat())) {
      checker
          .error(Code.LOSS_NOT_SCALAR, lossAt, "only a scalar float has a gradient")
          .note("this is " + checker.describe(loss))
          .help("reduce it to one number with `mean` or `sum`");
      return Value.ERROR;
    }
    List<Value> gradients = new ArrayList<>();
    for (int i = 1; i < given.size(); i++) {
      Node node = given.node(i);
      Value point = given.value(i);
      Value[] parts = point instanceof Value.Array a ? a.elements() : new Value[] {point};
      for (Value part : parts) {
        gradients.add(backward(t, part, node));
      }
    }
    return gradients.size() == 1
        ? gradients.getFirst()
        : Value.tuple(gradients.toArray(Value[]::new));
  }

  private Value backward(Tensor loss, Value point, Node at) {
    boolean known =
        leaves(point).stream().anyMatch(x -> x instanceof Static s && s.dtype().isFloat());
    if (hasSizes(point, at) || (!known && !areFloats(point, at))) {
      return Value.ERROR;
    }
    graph.at(at);
    PullBacks.Result result =
        known
            ? new PullBacks.Result(new Tensor[0], new boolean[1])
            : pullBacks.pull(
                new Tensor[] {loss}, new Tensor[] {graph.like(loss, 1)}, tensors(point), at);
    for (boolean reaches : result.reaches()) {
      if (reaches) {
        return Leaves.replace(point, result.cotangents(), new int[1]);
      }
    }
    checker
        .error(Code.NO_DERIVATIVE, at, "no derivative of the loss flows back to this")
        .note(
            known
                ? "this " + checker.describe(point) + " is known when the program is compiled"
                : "the loss is not computed from it, or only by what has no derivative")
        .help(
            known
                ? "differentiate a function: `grad(|x| ..)(x)`"
                : "such are comparisons, argmax, floor, sign, integers and stop_gradient");
    return Value.ERROR;
  }
}
