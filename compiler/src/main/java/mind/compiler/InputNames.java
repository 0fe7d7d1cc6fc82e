package mind.compiler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Severity;
import mind.compiler.ir.Function;
import mind.compiler.ir.Type;
import mind.compiler.source.Span;

/**
 * Finds the inputs that a request names, for its gradient and its bound inputs; what is wrong with
 * them is a diagnostic.
 */
final class InputNames {
  private final Function f;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  InputNames(Function f) {
    this.f = f;
  }

  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The inputs to differentiate by: those named, or every float where none is. */
  List<Integer> wrt(List<String> names) {
    checkLoss();
    List<Integer> found = names.isEmpty() ? floats(IntStream.range(0, parameters())) : named(names);
    if (names.isEmpty() && found.isEmpty()) {
      error(
          Code.GRADIENT_OF_NON_FLOAT, "'" + f.name() + "' has no float inputs to differentiate by");
    }
    for (int input : found) {
      String gradient = "grad." + f.inputs().get(input);
      if (f.outputs().stream().anyMatch(output -> output.name().equals(gradient))) {
        error(Code.DUPLICATE, "'" + f.name() + "' has an output '" + gradient + "' already");
      }
      if (!f.type(input).dtype().isFloat()) {
        error(
            Code.GRADIENT_OF_NON_FLOAT,
            "gradient by '" + f.inputs().get(input) + "', which is " + f.type(input));
      }
    }
    return found;
  }

  private void checkLoss() {
    List<Type> outputs = f.outputTypes();
    boolean scalar =
        outputs.size() == 1
            && outputs.getFirst().rank() == 0
            && outputs.getFirst().dtype().isFloat();
    if (!scalar) {
      error(
          Code.LOSS_NOT_SCALAR,
          "the gradient of '"
              + f.name()
              + "' needs a scalar float result, and it gives "
              + outputs);
    }
  }

  /** That every dimension the request gives a size for is one of the entry's. */
  void checkDims(Collection<String> given, List<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        error(
            Code.UNDEFINED_NAME,
            "'" + f.name() + "' has no dimension '" + name + "'; it has " + known);
      }
    }
  }

  /** Inputs without the hidden seed. */
  private int parameters() {
    return f.inputs().size() - (f.seeded() ? 1 : 0);
  }

  private List<Integer> floats(IntStream inputs) {
    return inputs.filter(i -> f.type(i).dtype().isFloat()).boxed().toList();
  }

  /** Leaves by their own name, parameters by that of all their leaves; in order, each once. */
  List<Integer> named(List<String> names) {
    List<Integer> found = new ArrayList<>();
    for (String name : names) {
      List<Integer> leaves =
          IntStream.range(0, parameters())
              .filter(i -> isPartOf(f.inputs().get(i), name))
              .boxed()
              .toList();
      if (leaves.isEmpty()) {
        error(
            Code.UNDEFINED_NAME,
            "'"
                + f.name()
                + "' has no input '"
                + name
                + "'; it has "
                + f.inputs().subList(0, parameters()));
      }
      leaves.stream().filter(i -> !found.contains(i)).forEach(found::add);
    }
    return found;
  }

  private static boolean isPartOf(String input, String name) {
    return input.equals(name) || input.startsWith(name + ".");
  }

  /** The request is wrong, not a place in the source: the span is its start. */
  private void error(Code code, String message) {
    diagnostics.add(
        new Diagnostic(
            code.id(), Severity.ERROR, message, new Span(0, 0), List.of(), Optional.empty()));
  }
}
