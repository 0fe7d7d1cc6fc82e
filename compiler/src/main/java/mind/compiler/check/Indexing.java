package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.builtins.Indices;
import mind.compiler.check.value.Scope;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Subscript;
import org.jspecify.annotations.Nullable;

/** {@code x[..]}: positions, slices, new axes, and picks by integer tensors. */
final class Indexing {
  private final Checker checker;

  Indexing(Checker checker) {
    this.checker = checker;
  }

  Value evaluate(Expr.Index index, Scope scope) {
    Value base = checker.expressions.evaluate(index.base(), scope);
    if (base instanceof Value.Builtin b) {
      return checker.calls.bracketed(b, index, scope);
    }
    List<@Nullable Value> values = positions(index, scope);
    if (base instanceof Value.Invalid) {
      return base;
    }
    Value[] parts =
        switch (base) {
          case Value.Array a -> a.elements();
          case Value.Tuple t -> t.parts();
          default -> null;
        };
    Value only = values.size() == 1 ? values.getFirst() : null;
    boolean gathers = base instanceof Value.Array && only instanceof Tensor;
    if (parts != null && only != null && !gathers) {
      return element(parts, only, index);
    }
    if (base instanceof Value.Tuple || base instanceof Value.Struct) {
      checker
          .error(Code.TYPE_MISMATCH, index, checker.describe(base) + " can't be indexed like this")
          .help("take a part with `.0` or `.name`");
      return Value.ERROR;
    }
    checker.graph.at(index);
    Tensor x = checker.conversions.tensor(base, index.base());
    Indices indices = x == null ? null : indices(x, index, values, scope);
    Tensor selected = indices == null ? null : indices.read(index);
    return selected == null ? Value.ERROR : selected;
  }

  /** The subscripts' values, null for slices and the like. */
  List<@Nullable Value> positions(Expr.Index index, Scope scope) {
    List<@Nullable Value> values = new ArrayList<>();
    for (Subscript subscript : index.subscripts()) {
      values.add(
          subscript instanceof Subscript.At at
              ? checker.expressions.evaluate(at.value(), scope)
              : null);
    }
    return values;
  }

  /** An element of a list or tuple, whose position must be known. */
  private Value element(Value[] parts, Value position, Expr.Index index) {
    int i = elementAt(parts, position, index);
    return i < 0 ? Value.ERROR : parts[i];
  }

  /** The position of an element in a list or tuple, from 0; -1, and an error, if there is none. */
  int elementAt(Value[] parts, Value position, Expr.Index index) {
    if (position instanceof Value.Invalid) {
      return -1;
    }
    Long i = Checker.wholeNumber(position);
    if (i == null) {
      checker
          .error(Code.TYPE_MISMATCH, index, "the position in a list must be known now")
          .note("it is " + checker.describe(position));
      return -1;
    }
    long at = i < 0 ? i + parts.length : i;
    if (at < 0 || at >= parts.length) {
      checker.error(
          Code.INDEX_RANGE,
          index,
          "index " + i + " is out of range of " + parts.length + " elements");
      return -1;
    }
    return (int) at;
  }

  /** What the subscripts of a tensor mean; null after an error. */
  @Nullable Indices indices(Tensor x, Expr.Index index, List<@Nullable Value> values, Scope scope) {
    Indices indices = new Indices(checker.kit, x);
    int used = 0;
    int ellipses = 0;
    for (int i = 0; i < values.size(); i++) {
      boolean ellipsis = index.subscripts()[i] instanceof Subscript.Ellipsis;
      ellipses += ellipsis ? 1 : 0;
      used += ellipsis || values.get(i) instanceof Value.Word ? 0 : 1;
    }
    if (ellipses > 1) {
      checker.error(Code.TYPE_MISMATCH, index, "`...` may stand once among the subscripts");
      return null;
    }
    if (used > x.rank()) {
      checker
          .error(
              Code.RANK, index, "too many indices: " + used + " for a tensor of rank " + x.rank())
          .note("it is " + checker.describe(x));
      return null;
    }
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      boolean sound =
          switch (index.subscripts()[i]) {
            case Subscript.Slice s -> slice(indices, s, scope);
            case Subscript.At at -> value != null && position(indices, value, at);
            case Subscript.Ellipsis e -> {
              indices.whole(x.rank() - used);
              yield true;
            }
          };
      if (!sound) {
        return null;
      }
    }
    return indices;
  }

  private boolean position(Indices indices, Value value, Node at) {
    if (value instanceof Value.Invalid) {
      return false;
    }
    if (value instanceof Value.Word w && w.text().equals("None")) {
      indices.newAxis();
      return true;
    }
    Long known = Checker.wholeNumber(value);
    if (known != null) {
      return indices.position(known, at);
    }
    if (value instanceof Value.Untyped u && !u.real()) {
      checker.error(Code.INDEX_RANGE, at, "index " + u.integer() + " is out of range");
      return false;
    }
    Tensor tensor = checker.conversions.tensor(value, at);
    return tensor != null && indices.pick(tensor, at);
  }

  private boolean slice(Indices indices, Subscript.Slice s, Scope scope) {
    Long from = s.from() == null ? null : number(s.from(), scope);
    Long to = s.to() == null ? null : number(s.to(), scope);
    Long step = s.step() == null ? Long.valueOf(1) : number(s.step(), scope);
    boolean missing = (s.from() != null && from == null) || (s.to() != null && to == null);
    if (missing || step == null) {
      return false;
    }
    if (step == 0) {
      checker.error(Code.TYPE_MISMATCH, s, "the step of a slice can't be 0");
      return false;
    }
    return indices.slice(from, to, step, s);
  }

  private @Nullable Long number(@Nullable Expr expr, Scope scope) {
    if (expr == null) {
      return null;
    }
    Value value = checker.expressions.evaluate(expr, scope);
    Long number = Checker.wholeNumber(value);
    if (number == null && !(value instanceof Value.Invalid)) {
      checker
          .error(Code.TYPE_MISMATCH, expr, "the bounds of a slice must be whole numbers known now")
          .note("this is " + checker.describe(value));
    }
    return number;
  }
}
