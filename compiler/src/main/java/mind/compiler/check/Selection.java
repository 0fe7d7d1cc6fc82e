package mind.compiler.check;

import java.util.Arrays;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Operators;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Static;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import org.jspecify.annotations.Nullable;

/**
 * The choice between two values of one type by a scalar tensor, leaf by leaf. Without a condition,
 * when it isn't known yet, only what both share is known of the value.
 *
 * @param mismatch what is wrong if the types differ
 */
record Selection(Checker checker, @Nullable Tensor condition, Node at, String mismatch) {

  Value of(Value a, Value b) {
    if (a instanceof Value.Invalid || b instanceof Value.Invalid) {
      return Value.ERROR;
    }
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Value.Struct x && b instanceof Value.Struct y && x.type() == y.type()) {
      return Value.struct(x.type(), all(x.fields(), y.fields()));
    }
    if (a instanceof Value.Tuple x
        && b instanceof Value.Tuple y
        && x.parts().length == y.parts().length) {
      return Value.tuple(all(x.parts(), y.parts()));
    }
    if (a instanceof Value.Array x
        && b instanceof Value.Array y
        && x.elements().length == y.elements().length
        && !(Conversions.isLiteral(x) && Conversions.isLiteral(y))) {
      return Value.array(all(x.elements(), y.elements()));
    }
    Tensor chooses = condition;
    if (chooses == null) {
      return undecided(a, b);
    }
    if (!Conversions.isNumeric(a) || !Conversions.isNumeric(b)) {
      return differ(a, b);
    }
    Operators.Pair pair = checker.operators.align(a, b, at, "if");
    if (pair == null) {
      return Value.ERROR;
    }
    long[] dims = pair.a().dims();
    if (!fits(a, dims) || !fits(b, dims)) {
      return differ(a, b);
    }
    return checker.graph.select(checker.graph.broadcast(chooses, dims), pair.a(), pair.b());
  }

  private Value[] all(Value[] a, Value[] b) {
    Value[] selected = new Value[a.length];
    Arrays.setAll(selected, i -> of(a[i], b[i]));
    return selected;
  }

  private Value undecided(Value a, Value b) {
    if (a instanceof Tensor x
        && b instanceof Tensor y
        && x.dtype() == y.dtype()
        && Arrays.equals(x.dims(), y.dims())) {
      return x;
    }
    if (Checker.wholeNumber(a) != null && Checker.wholeNumber(b) != null) {
      return new Static(DType.I64, checker.session.dims().number("if .."));
    }
    return Value.ERROR;
  }

  private static boolean fits(Value value, long[] dims) {
    return switch (value) {
      case Tensor t -> Arrays.equals(t.dims(), dims);
      case Value.Array a -> Arrays.equals(Conversions.literalDims(a), dims);
      default -> dims.length == 0;
    };
  }

  private Value differ(Value a, Value b) {
    checker
        .error(Code.TYPE_MISMATCH, at, mismatch)
        .note("the first gives " + checker.describe(a))
        .note("the second gives " + checker.describe(b));
    return Value.ERROR;
  }
}
