package mind.cli.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Reasons;
import mind.cli.terminal.Types;
import mind.client.Npy;
import mind.client.NpyException;
import mind.client.Tensors;
import mind.v1.NamedTensor;
import mind.v1.Signature;
import mind.v1.Tensor;

/** Inputs of a function from the command line. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * Reads what the user gave for a function's inputs, in the order of the inputs. Those left out
   * must have defaults.
   *
   * @param given by the input's name: a .npy file, or a number for a scalar
   */
  public static Map<String, Tensor> readAll(Signature function, Map<String, String> given) {
    List<Signature.Parameter> inputs = function.getInputsList();
    for (String name : given.keySet()) {
      if (inputs.stream().noneMatch(input -> input.getName().equals(name))) {
        throw Failure.usage(
            "--in %s: %s has no such input; it has %s"
                .formatted(name, function.getName(), names(inputs)));
      }
    }
    List<Signature.Parameter> missing =
        inputs.stream()
            .filter(input -> !input.getHasDefault() && !given.containsKey(input.getName()))
            .toList();
    if (!missing.isEmpty()) {
      throw Failure.usage(
          "%s needs %s; give each with --in NAME=FILE.npy"
              .formatted(function.getName(), names(missing)));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Signature.Parameter input : inputs) {
      String value = given.get(input.getName());
      if (value != null) {
        tensors.put(input.getName(), read(input, value));
      }
    }
    return tensors;
  }

  /**
   * A tensor for each input of a compiled function: as given, or its default.
   *
   * @param compiled with its dimensions bound, since defaults may depend on them
   */
  public static List<NamedTensor> withDefaults(Signature compiled, Map<String, Tensor> given) {
    return compiled.getInputsList().stream()
        .map(input -> {
          Tensor tensor = given.get(input.getName());
          return Tensors.named(input.getName(), tensor != null ? tensor : defaultOf(input, "--in"));
        })
        .toList();
  }

  /**
   * The value of a parameter that was not given.
   *
   * @param option how to give it, for the message where its default has no value of its own
   */
  public static Tensor defaultOf(Signature.Parameter input, String option) {
    if (!input.hasDefaultValue()) {
      throw Failure.usage(
          "the default of %s is no constant; give it with %s %s=.."
              .formatted(input.getName(), option, input.getName()));
    }
    return input.getDefaultValue();
  }

  /** Reads one .npy file. */
  public static Tensor read(String name, Path file) {
    if (!Files.exists(file)) {
      throw Failure.usage("input %s: no such file: %s".formatted(name, file));
    }
    try {
      return Npy.read(file);
    } catch (NpyException e) {
      throw Failure.usage("input %s: %s".formatted(name, e.getMessage()));
    } catch (IOException e) {
      throw Failure.usage("input %s: cannot read %s: %s".formatted(name, file, Reasons.of(e)));
    }
  }

  /** A scalar may be typed, unless a file has that name. */
  private static Tensor read(Signature.Parameter input, String value) {
    boolean scalar = input.getShapeCount() == 0;
    if (scalar && !value.endsWith(".npy") && !Files.exists(Path.of(value))) {
      return Scalars.parse("--in " + input.getName(), input.getDtype(), value);
    }
    return read(input.getName(), Path.of(value));
  }

  private static String names(List<Signature.Parameter> inputs) {
    return inputs.isEmpty()
        ? "none"
        : inputs.stream()
            .map(p -> p.getName() + ": " + Types.text(p.getDtype(), p.getShapeList()))
            .collect(Collectors.joining(", "));
  }
}
