package mind.compiler.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * {@code if}. A condition that is known picks a branch. One that is a tensor has both computed and
 * selects between their values and between what they assigned; what the branch not taken would read
 * out of range is not read. A condition on the size of a named dimension isn't known while a
 * function is checked for itself: then both branches are looked at and their types need not agree.
 */
final class Conditionals {
  private final Checker checker;

  Conditionals(Checker checker) {
    this.checker = checker;
  }

  private record Key(Scope scope, int name) {}

  /**
   * What a branch came to: its value, unless it returned; and the last value of each variable it
   * assigned.
   */
  private record Branch(
      Value value,
      @Nullable Value returned,
      @Nullable Node returnedAt,
      Map<Key, Value> assigned,
      Map<Key, Value> before) {

    Value last(Key key, Value before) {
      return assigned.getOrDefault(key, before);
    }
  }

  Value evaluate(Expr.If i, Scope scope) {
    Value condition = checker.expressions.evaluate(i.condition(), scope);
    Expr otherwise = i.otherwise();
    if (condition instanceof Static s && s.dtype() == DType.BOOL && s.bits() <= 1) {
      if (s.bits() == 1) {
        return checker.statements.block(i.then(), scope);
      }
      return otherwise == null ? Value.UNIT : checker.expressions.evaluate(otherwise, scope);
    }
    if (condition instanceof Static s && s.dtype() == DType.BOOL) {
      return both(i, scope, null);
    }
    if (condition instanceof Tensor t && t.dtype() == DType.BOOL && t.rank() == 0) {
      return both(i, scope, t);
    }
    if (!(condition instanceof Value.Invalid)) {
      checker
          .error(Code.TYPE_MISMATCH, i.condition(), "a condition must be a bool scalar")
          .note("this is " + checker.describe(condition))
          .help("for a condition per element use `where(condition, a, b)`");
    }
    both(i, scope, null);
    return Value.ERROR;
  }

  /**
   * Evaluates both branches; without a condition, when it is not known yet, for their errors only.
   */
  private Value both(Expr.If i, Scope scope, @Nullable Tensor condition) {
    Graph g = checker.graph;
    Tensor outer = g.predicate();
    int early = checker.frame.early().size();
    Tensor not = condition == null ? null : g.unary(Unary.Kind.NOT, condition);
    boolean reached = checker.setReached(condition != null && checker.isReached());
    Tensor inThen = and(outer, condition);
    g.setPredicate(inThen);
    Branch then = branch(i.then(), scope);
    Tensor inElse = and(outer, not);
    g.setPredicate(inElse);
    Branch otherwise = branch(i.otherwise(), scope);
    checker.setReached(reached);
    g.at(i);
    String mismatch =
        i.otherwise() == null
            ? "an `if` with a value needs an `else`"
            : "the branches of this `if` have different types";
    Selection selection = new Selection(checker, condition, i, mismatch);
    Tensor rest = outer;
    Value value;
    if (then.returned() != null) {
      rest = inElse;
      value = otherwise.value();
    } else if (otherwise.returned() != null) {
      rest = inThen;
      value = then.value();
    } else {
      value = null;
    }
    g.setPredicate(rest);
    for (Frame.Early nested : checker.frame.early().subList(early, checker.frame.early().size())) {
      exclude(nested.condition());
    }
    assign(then, otherwise, selection);
    returned(then, inThen, otherwise, inElse);
    return value != null ? value : selection.of(then.value(), otherwise.value());
  }

  /** What follows is used only where this doesn't hold: a branch has returned there. */
  private void exclude(@Nullable Tensor condition) {
    Graph g = checker.graph;
    if (condition != null) {
      g.setPredicate(and(g.predicate(), g.unary(Unary.Kind.NOT, condition)));
    }
  }

  /** What is assigned where a branch returns is of no consequence. */
  private void assign(Branch then, Branch otherwise, Selection selection) {
    Map<Key, Value> names = new LinkedHashMap<>(then.before());
    names.putAll(otherwise.before());
    names.forEach((key, before) -> {
      Value a = then.last(key, before);
      Value b = otherwise.last(key, before);
      Value last =
          then.returned() != null ? b : otherwise.returned() != null ? a : selection.of(a, b);
      checker.statements.assign(key.scope(), key.name(), before, last);
    });
  }

  /** If both branches return, so does the function; if one does, it returns early. */
  private void returned(
      Branch then, @Nullable Tensor inThen, Branch otherwise, @Nullable Tensor inElse) {
    Frame frame = checker.frame;
    if (then.returned() != null && then.returnedAt() != null) {
      frame.returnEarly(inThen, then.returned(), then.returnedAt());
    }
    if (otherwise.returned() == null || otherwise.returnedAt() == null) {
      return;
    }
    if (then.returned() != null) {
      frame.returned = otherwise.returned();
      frame.returnedAt = otherwise.returnedAt();
    } else {
      frame.returnEarly(inElse, otherwise.returned(), otherwise.returnedAt());
    }
  }

  private @Nullable Tensor and(@Nullable Tensor outer, @Nullable Tensor inner) {
    if (outer == null || inner == null) {
      return outer == null ? inner : outer;
    }
    return checker.graph.binary(Binary.Kind.AND, outer, inner);
  }

  private Branch branch(@Nullable Expr body, Scope scope) {
    if (body == null) {
      return new Branch(Value.UNIT, null, null, Map.of(), Map.of());
    }
    Frame frame = checker.frame;
    checker.statements.openBranch();
    Value value = checker.expressions.evaluate(body, scope);
    List<Statements.Assignment> log = checker.statements.closeBranch();
    Map<Key, Value> before = new LinkedHashMap<>();
    Map<Key, Value> assigned = new LinkedHashMap<>();
    for (Statements.Assignment a : log) {
      // What the branch itself, or a function that it calls, has declared ends with it.
      if (scope.owner(a.name()) == a.scope()) {
        before.putIfAbsent(new Key(a.scope(), a.name()), a.before());
      }
    }
    before.forEach((key, old) -> {
      Value last = key.scope().own(key.name());
      assigned.put(key, last == null ? Value.ERROR : last);
      key.scope().assign(key.name(), old);
    });
    Branch branch = new Branch(value, frame.returned, frame.returnedAt, assigned, before);
    frame.returned = null;
    frame.returnedAt = null;
    return branch;
  }

  /** What a function gives: its last value, or where it returned early that. */
  Value result(Frame frame, Value last, BiFunction<Value, Node, Value> convert) {
    Value result = last;
    for (Frame.Early early : frame.early().reversed()) {
      Value value = convert.apply(early.value(), early.at());
      checker.graph.at(early.at());
      String mismatch = "the results of this function have different types";
      result = new Selection(checker, early.condition(), early.at(), mismatch).of(value, result);
    }
    return result;
  }

  /** What a body without a declared type gives, whose last value is given. */
  Value settled(Frame frame, Value value, Node at) {
    Value returned = frame.returned;
    Value last = checker.conversions.settle(returned != null ? returned : value, at);
    return frame.early().isEmpty() ? last : result(frame, last, checker.conversions::settle);
  }
}
