package mind.cli.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mind.cli.program.Entries;
import mind.cli.program.InputFiles;
import mind.cli.program.Scalars;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Types;
import mind.v1.Signature;
import mind.v1.Tensor;

/**
 * The functions that a training drives, matched to each other by their leaves in order: what {@code
 * init} returns are the first inputs of {@code step} and {@code eval}; the data comes next; what
 * then remains has defaults.
 */
record TrainProgram(
    Signature init, Signature step, Optional<Signature> batch, Optional<Signature> eval) {
  private static final String SHAPE =
      "mind train needs init(key: i64) -> params and step(params, x, y, ..) -> (params, loss)";

  static TrainProgram of(List<Signature> entries) {
    TrainProgram program =
        new TrainProgram(
            require(entries, "init"),
            require(entries, "step"),
            Entries.named(entries, "batch"),
            Entries.named(entries, "eval"));
    program.checkParameters();
    return program;
  }

  /** How many leaves the parameters have. */
  int parameterCount() {
    return init.getOutputsCount();
  }

  /** The parameters, under the names that step gives them. */
  List<Signature.Parameter> parameters() {
    return step.getInputsList().subList(0, parameterCount());
  }

  /** The inputs of step that are data: those after the parameters and without a default. */
  List<Signature.Parameter> data() {
    return step.getInputsList().subList(parameterCount(), step.getInputsCount()).stream()
        .filter(input -> !input.getHasDefault())
        .toList();
  }

  List<String> dataNames() {
    return data().stream().map(Signature.Parameter::getName).toList();
  }

  /**
   * Values for a function's inputs from {@code from} on, which must have defaults: as set by the
   * user, or the default.
   *
   * @param function compiled: its dimensions are bound, since defaults may depend on them
   */
  static List<Tensor> settings(Signature function, int from, Map<String, String> set) {
    List<Tensor> values = new ArrayList<>();
    for (Signature.Parameter input :
        function.getInputsList().subList(from, function.getInputsCount())) {
      String text = set.get(input.getName());
      if (text != null && input.getShapeCount() > 0) {
        throw Failure.usage(
            "--set %s: it is a %s, and only scalars can be set"
                .formatted(input.getName(), Types.text(input.getDtype(), input.getShapeList())));
      }
      if (text != null) {
        values.add(Scalars.parse("--set " + input.getName(), input.getDtype(), text));
      } else if (input.getHasDefault()) {
        values.add(InputFiles.defaultOf(input, "--set"));
      } else {
        throw Failure.usage(
            "%s has an input %s that is neither a parameter nor data and has no default"
                .formatted(function.getName(), input.getName()));
      }
    }
    return values;
  }

  /** Refuses {@code --set} of a name that no function has a default for. */
  void checkSettings(Set<String> names) {
    Set<String> settable = new TreeSet<>();
    List<Signature> functions = new ArrayList<>(List.of(init, step));
    batch.ifPresent(functions::add);
    eval.ifPresent(functions::add);
    for (Signature function : functions) {
      function.getInputsList().stream()
          .filter(Signature.Parameter::getHasDefault)
          .forEach(input -> settable.add(input.getName()));
    }
    for (String name : names) {
      if (!settable.contains(name)) {
        throw Failure.usage(
            "--set %s: no such parameter with a default; there is %s"
                .formatted(name, settable.isEmpty() ? "none" : String.join(", ", settable)));
      }
    }
  }

  private static Signature require(List<Signature> entries, String name) {
    return Entries.named(entries, name)
        .orElseThrow(() -> Failure.usage("the program has no function " + name + "; " + SHAPE));
  }

  private void checkParameters() {
    int count = parameterCount();
    if (step.getInputsCount() < count || step.getOutputsCount() != count + 1) {
      throw Failure.usage(
          "init returns %d tensors, but step takes %d and returns %d; %s"
              .formatted(count, step.getInputsCount(), step.getOutputsCount(), SHAPE));
    }
    if (step.getOutputs(count).getShapeCount() > 0) {
      throw Failure.usage("the loss that step returns is not a scalar; " + SHAPE);
    }
    for (int i = 0; i < count; i++) {
      checkSame(init.getOutputs(i), step.getInputs(i), "step takes");
      checkSame(init.getOutputs(i), step.getOutputs(i), "step returns");
    }
  }

  private static void checkSame(Signature.Parameter made, Signature.Parameter used, String how) {
    if (made.getDtype() != used.getDtype() || made.getShapeCount() != used.getShapeCount()) {
      throw Failure.usage(
          "init returns %s as %s, but %s %s as %s"
              .formatted(
                  made.getName(),
                  Types.text(made.getDtype(), made.getShapeList()),
                  how,
                  used.getName(),
                  Types.text(used.getDtype(), used.getShapeList())));
    }
  }
}
