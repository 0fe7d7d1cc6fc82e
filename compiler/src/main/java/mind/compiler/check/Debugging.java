package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.Recorder;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.ir.Debug;
import mind.compiler.ir.op.Binary;
import mind.compiler.ir.op.Reduce;
import mind.compiler.ir.op.Unary;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import mind.text.Format;
import mind.text.TensorText;
import org.jspecify.annotations.Nullable;

/**
 * {@code print} and {@code assert}. What is known now is text already; tensors get places in it.
 * Under a condition that is a tensor they happen where it holds.
 */
final class Debugging {
  /** What stands for a tensor in a text of the user's. */
  private static final String PLACE = "{}";

  private final Checker checker;

  Debugging(Checker checker) {
    this.checker = checker;
  }

  /** {@code print("loss", x)} or {@code print("loss {}", x)}; gives no value. */
  Value print(Given given, Node at) {
    if (!isPositional("print", given) || given.isInvalid()) {
      return Value.ERROR;
    }
    Text text = new Text("print");
    if (!text.addAll(given, 0)) {
      return Value.ERROR;
    }
    record(Debug.Kind.PRINT, text, checker.graph.predicate(), at);
    return Value.UNIT;
  }

  /** {@code assert(condition)} or {@code assert(condition, "message", x)}; gives no value. */
  Value assertion(Given given, Node at) {
    if (!isPositional("assert", given) || given.isInvalid()) {
      return Value.ERROR;
    }
    if (given.size() == 0) {
      checker
          .error(Code.ARGUMENTS, at, "`assert` needs `condition`")
          .note("it is called as " + Builtins.signature("assert"));
      return Value.ERROR;
    }
    Text text = new Text("assert");
    text.format.append("assertion failed").append(given.size() > 1 ? ": " : "");
    if (!text.addAll(given, 1)) {
      return Value.ERROR;
    }
    return holds(given.value(0), given.node(0), text, at);
  }

  private Value holds(Value condition, Node node, Text text, Node at) {
    Tensor predicate = checker.graph.predicate();
    if (condition instanceof Static s && s.dtype() == DType.BOOL) {
      if (s.bits() != 0) { // it holds, or depends on a size that is not known yet
        return Value.UNIT;
      }
      if (predicate == null && checker.isReached()) {
        checker.error(Code.ASSERTION, at, text.known());
      }
      record(Debug.Kind.FAIL, text, predicate, at);
      return Value.UNIT;
    }
    Tensor all =
        condition instanceof Value.Text ? null : checker.conversions.tensor(condition, node);
    if (all == null || all.dtype() != DType.BOOL) {
      if (all != null || condition instanceof Value.Text) {
        checker
            .error(Code.TYPE_MISMATCH, node, "`assert` needs a bool")
            .note("this is " + checker.describe(condition))
            .help("compare: `assert(x > 0)`");
      }
      return Value.ERROR;
    }
    Graph g = checker.graph;
    int[] axes = new int[all.rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    Tensor fails = g.unary(Unary.Kind.NOT, g.reduce(Reduce.Kind.MIN, all, axes));
    Tensor when = predicate == null ? fails : g.binary(Binary.Kind.AND, predicate, fails);
    record(Debug.Kind.FAIL, text, when, at);
    return Value.UNIT;
  }

  private void record(Debug.Kind kind, Text text, @Nullable Tensor when, Node at) {
    checker.session.step(at);
    checker.session.work(at, text.format.length());
    Recorder recorder = checker.graph.recorder();
    if (recorder != null) {
      recorder.debug(kind, text.format.toString(), text.tensors, when);
    }
  }

  private boolean isPositional(String name, Given given) {
    for (int i = 0; i < given.size(); i++) {
      if (given.name(i) >= 0) {
        String keyword = checker.text(given.name(i));
        checker
            .error(
                Code.ARGUMENTS, given.whole(i), "`" + name + "` has no parameter `" + keyword + "`")
            .note("it is called as " + Builtins.signature(name));
        return false;
      }
    }
    return true;
  }

  /** A text while it is put together, with the tensors that get places in it. */
  private final class Text {
    private final String builtin;
    private final StringBuilder format = new StringBuilder();
    private final List<Tensor> tensors = new ArrayList<>();

    Text(String builtin) {
      this.builtin = builtin;
    }

    /** The text where all of it is known. */
    String known() {
      return tensors.isEmpty() ? Format.fill(format.toString(), List.of(), Integer.MAX_VALUE) : "";
    }

    /** The arguments from one on, separated by spaces, or in the places of the first. */
    boolean addAll(Given given, int from) {
      boolean places =
          from + 1 < given.size()
              && given.value(from) instanceof Value.Text t
              && t.text().contains(PLACE);
      if (places) {
        return fill(((Value.Text) given.value(from)).text(), given, from + 1);
      }
      for (int i = from; i < given.size(); i++) {
        format.append(i == from ? "" : " ");
        if (!add(given.value(i), given.node(i))) {
          return false;
        }
      }
      return true;
    }

    private boolean fill(String text, Given given, int from) {
      int next = from;
      int done = 0;
      for (int at = text.indexOf(PLACE); at >= 0; at = text.indexOf(PLACE, done)) {
        format.append(Format.literal(text.substring(done, at)));
        if (next < given.size() && !add(given.value(next), given.node(next))) {
          return false;
        }
        next++;
        done = at + PLACE.length();
      }
      format.append(Format.literal(text.substring(done)));
      if (next != given.size()) {
        int values = given.size() - from;
        checker
            .error(
                Code.ARGUMENTS,
                given.node(from - 1),
                "this text has " + (next - from) + " places `{}` for " + values + " values")
            .help("without `{}` in the text, values follow it with spaces between");
      }
      return next == given.size();
    }

    /** Adds a value as it is shown; false, and an error, if it can't be. */
    private boolean add(Value value, Node at) {
      return switch (value) {
        case Value.Text t -> add(t.text());
        case Tensor t -> tensors.add(t) && format.append(PLACE) != null;
        case Static s -> add(number(s));
        case Value.Untyped u -> add(checker.conversions.settle(u, at), at);
        case Value.Array a when isTensor(a) -> {
          Tensor tensor = checker.conversions.tensor(a, at);
          yield tensor != null && add(tensor, at);
        }
        case Value.Array a -> addParts("[", a.elements(), "]", at);
        case Value.Tuple t -> addParts("(", t.parts(), t.parts().length == 1 ? ",)" : ")", at);
        case Value.Struct s -> addFields(s, at);
        case Value.Unit u -> add("()");
        case Value.Element e -> add(e.dtype().text());
        case Value.Invalid e -> false;
        default -> {
          checker.error(
              Code.TYPE_MISMATCH, at, "`" + builtin + "` can't show " + checker.describe(value));
          yield false;
        }
      };
    }

    private boolean add(String text) {
      format.append(Format.literal(text));
      return true;
    }

    private boolean addParts(String open, Value[] parts, String close, Node at) {
      add(open);
      for (int i = 0; i < parts.length; i++) {
        add(i == 0 ? "" : ", ");
        if (!add(parts[i], at)) {
          return false;
        }
      }
      return add(close);
    }

    private boolean addFields(Value.Struct s, Node at) {
      add(s.type().name() + " {");
      for (int i = 0; i < s.fields().length; i++) {
        add((i == 0 ? " " : ", ") + s.type().fieldName(i) + ": ");
        if (!add(s.fields()[i], at)) {
          return false;
        }
      }
      return add(" }");
    }
  }

  /** Whether a list is shown as a tensor: not one of numbers that are known, such as a shape. */
  private static boolean isTensor(Value.Array array) {
    for (Value element : array.elements()) {
      if (element instanceof Tensor || element instanceof Value.Array) {
        return true;
      }
    }
    return false;
  }

  /** A number that is known; one that depends on a size that isn't has no text that is seen. */
  private static String number(Static s) {
    boolean unknown =
        s.dtype() == DType.BOOL ? s.bits() > 1 : s.dtype() == DType.I64 && Dims.isSymbol(s.bits());
    return unknown ? "?" : TensorText.number(mind.v1.DType.valueOf(s.dtype().name()), s.bits());
  }
}
