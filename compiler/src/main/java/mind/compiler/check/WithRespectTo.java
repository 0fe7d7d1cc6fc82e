package mind.compiler.check;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.value.Conversions;
import mind.compiler.check.value.Value;
import mind.compiler.diagnostic.Code;
import mind.compiler.kernel.DType;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** By which of a call's arguments a function is differentiated: what {@code wrt} says. */
final class WithRespectTo {
  private final Checker checker;

  WithRespectTo(Checker checker) {
    this.checker = checker;
  }

  /** The arguments to differentiate by; null, and an error, if there are none. */
  @Nullable List<Integer> of(Value.Transform gradient, Given given, Node at) {
    List<Integer> chosen = new ArrayList<>();
    if (gradient.wrt().given().isEmpty() && !gradient.wrt().list()) {
      for (int i = 0; i < given.size(); i++) {
        if (isFloat(given.value(i), dtype(gradient.of(), given, i))) {
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
  static DType dtype(Value of, Given given, int argument) {
    int name = given.name(argument);
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
  private int argument(Value of, Value wrt, Given given) {
    Long number = Checker.wholeNumber(wrt);
    Parameter[] parameters = parameters(of);
    if (number != null) {
      if (number < 0 || number >= given.size()) {
        return -1;
      }
      int position = (int) (long) number;
      if (given.name(position) < 0 || parameters.length == 0) {
        return position;
      }
      return position < parameters.length ? given.named(parameters[position].name()) : -1;
    }
    if (wrt instanceof Value.Text text) {
      for (int i = 0; i < given.size(); i++) {
        int name = given.name(i);
        int parameter = name < 0 && i < parameters.length ? parameters[i].name() : name;
        if (parameter >= 0 && checker.text(parameter).equals(text.text())) {
          return i;
        }
      }
    }
    return -1;
  }

  static Parameter[] parameters(Value of) {
    return switch (of) {
      case Value.Function f -> f.function().syntax().parameters();
      case Value.Closure c -> c.syntax().parameters();
      case Value.Transform t -> parameters(t.of());
      default -> new Parameter[0];
    };
  }
}
