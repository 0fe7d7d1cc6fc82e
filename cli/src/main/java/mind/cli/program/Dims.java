package mind.cli.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Types;
import mind.v1.Signature;
import mind.v1.TensorType;

/**
 * Values of named dimensions: those given by hand, then those the actual inputs imply. Each name
 * remembers where its value came from, so that a conflict can name both sides.
 */
public final class Dims {
  private record Bound(long value, String origin) {}

  private final Map<String, Bound> bound = new LinkedHashMap<>();

  /** Starts from the values of {@code --dim}. */
  public Dims(Map<String, Long> given) {
    given.forEach((name, value) -> {
      if (value < 1) {
        throw Failure.usage("--dim " + name + "=" + value + ": a dimension is at least 1");
      }
      bound.put(name, new Bound(value, "--dim " + name));
    });
  }

  /**
   * Unifies a parameter's declared shape with the type of a value for it.
   *
   * @throws Failure naming the input, what it should be and what it is
   */
  public void unify(Signature.Parameter parameter, TensorType actual) {
    List<String> declared = parameter.getShapeList();
    if (parameter.getDtype() != actual.getDtype() || declared.size() != actual.getShapeCount()) {
      throw mismatch(parameter, actual);
    }
    for (int axis = 0; axis < declared.size(); axis++) {
      unify(parameter, actual, axis);
    }
  }

  /** All values by name. */
  public Map<String, Long> values() {
    Map<String, Long> values = new LinkedHashMap<>();
    bound.forEach((name, b) -> values.put(name, b.value()));
    return values;
  }

  private void unify(Signature.Parameter parameter, TensorType actual, int axis) {
    String dimension = parameter.getShape(axis);
    long size = actual.getShape(axis);
    if (dimension.chars().allMatch(Character::isDigit)) {
      if (Long.parseLong(dimension) != size) {
        throw mismatch(parameter, actual);
      }
    } else if (isName(dimension)) {
      Bound now = new Bound(size, "axis " + axis + " of input " + parameter.getName());
      Bound before = bound.putIfAbsent(dimension, now);
      if (before != null && before.value() != size) {
        throw Failure.runtime(
            "dimension %s cannot be both %d (%s) and %d (%s)"
                .formatted(dimension, before.value(), before.origin(), size, now.origin()));
      }
    }
    // Anything else is an expression over names, which the compiler checks once they have values.
  }

  private static boolean isName(String dimension) {
    return dimension.codePoints().allMatch(c -> Character.isUnicodeIdentifierPart(c) || c == '_');
  }

  private static Failure mismatch(Signature.Parameter parameter, TensorType actual) {
    return Failure.runtime(
        "input %s: expected %s, got %s"
            .formatted(
                parameter.getName(),
                Types.text(parameter.getDtype(), parameter.getShapeList()),
                Types.text(actual)));
  }
}
