package mind.compiler.check;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Expr;
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

  /** What a branch came to: its value, and the last value of each variable it assigned. */
  private record Branch(Value value, Map<Key, Value> assigned, Map<Key, Value> before) {}

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
    Tensor not = condition == null ? null : g.unary(Unary.Kind.NOT, condition);
    g.setPredicate(and(outer, condition));
    Branch then = branch(i.then(), scope, condition != null);
    g.setPredicate(and(outer, not));
    Branch otherwise = branch(i.otherwise(), scope, condition != null);
    g.setPredicate(outer);
    g.at(i);
    Map<Key, Value> names = new LinkedHashMap<>(then.before());
    names.putAll(otherwise.before());
    names.forEach((key, before) -> {
      Value a = then.assigned().getOrDefault(key, before);
      Value b = otherwise.assigned().getOrDefault(key, before);
      Value merged = merge(condition, a, b, i);
      checker.statements.assign(key.scope(), key.name(), before, merged);
    });
    return merge(condition, then.value(), otherwise.value(), i);
  }

  private @Nullable Tensor and(@Nullable Tensor outer, @Nullable Tensor inner) {
    if (outer == null || inner == null) {
      return outer == null ? inner : outer;
    }
    return checker.graph.binary(Binary.Kind.AND, outer, inner);
  }

  private Branch branch(@Nullable Expr body, Scope scope, boolean selects) {
    if (body == null) {
      return new Branch(Value.UNIT, Map.of(), Map.of());
    }
    checker.statements.openBranch();
    Value value = checker.expressions.evaluate(body, scope);
    if (checker.frame.returned != null) {
      if (selects) {
        checker
            .error(Code.UNSUPPORTED, body, "`return` in an `if` over a tensor is not supported")
            .help("give both branches a value: `if c { a } else { b }`");
      }
      checker.frame.returned = null;
      value = Value.ERROR;
    }
    List<Statements.Assignment> log = checker.statements.closeBranch();
    Map<Key, Value> before = new LinkedHashMap<>();
    Map<Key, Value> assigned = new LinkedHashMap<>();
    for (Statements.Assignment a : log) {
      before.putIfAbsent(new Key(a.scope(), a.name()), a.before());
    }
    before.forEach((key, old) -> {
      Value last = key.scope().own(key.name());
      assigned.put(key, last == null ? Value.ERROR : last);
      key.scope().assign(key.name(), old);
    });
    return new Branch(value, assigned, before);
  }

  private Value merge(@Nullable Tensor condition, Value a, Value b, Expr.If at) {
    if (a instanceof Value.Invalid || b instanceof Value.Invalid) {
      return Value.ERROR;
    }
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Value.Struct x && b instanceof Value.Struct y && x.type() == y.type()) {
      return Value.struct(x.type(), mergeAll(condition, x.fields(), y.fields(), at));
    }
    if (a instanceof Value.Tuple x
        && b instanceof Value.Tuple y
        && x.parts().length == y.parts().length) {
      return Value.tuple(mergeAll(condition, x.parts(), y.parts(), at));
    }
    if (condition == null) {
      return undecided(a, b);
    }
    if (!Conversions.isNumeric(a) || !Conversions.isNumeric(b)) {
      return differ(a, b, at);
    }
    Operators.Pair pair = checker.operators.align(a, b, at, "if");
    if (pair == null) {
      return Value.ERROR;
    }
    long[] dims = pair.a().dims();
    if (!fits(a, dims) || !fits(b, dims)) {
      return differ(a, b, at);
    }
    return checker.graph.select(checker.graph.broadcast(condition, dims), pair.a(), pair.b());
  }

  private Value[] mergeAll(@Nullable Tensor condition, Value[] a, Value[] b, Expr.If at) {
    Value[] merged = new Value[a.length];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = merge(condition, a[i], b[i], at);
    }
    return merged;
  }

  /** Of a value that depends on a named dimension's size only what both branches share is known. */
  private Value undecided(Value a, Value b) {
    if (a instanceof Tensor x
        && b instanceof Tensor y
        && x.dtype() == y.dtype()
        && Arrays.equals(x.dims(), y.dims())) {
      return x;
    }
    if (Checker.wholeNumber(a) != null && Checker.wholeNumber(b) != null) {
      return new Static(DType.I64, checker.session.dims().atom("if .."));
    }
    return Value.ERROR;
  }

  private static boolean fits(Value value, long[] dims) {
    return value instanceof Tensor t
        ? Arrays.equals(t.dims(), dims)
        : value instanceof Value.Array || dims.length == 0;
  }

  private Value differ(Value a, Value b, Expr.If at) {
    boolean missing = at.otherwise() == null;
    checker
        .error(
            Code.TYPE_MISMATCH,
            at,
            missing
                ? "an `if` with a value needs an `else`"
                : "the branches of this `if` have different types")
        .note("the first gives " + checker.describe(a))
        .note("the second gives " + checker.describe(b));
    return Value.ERROR;
  }
}
