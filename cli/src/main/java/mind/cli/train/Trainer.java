package mind.cli.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mind.cli.program.Dims;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.Failure;
import mind.cli.terminal.TensorText;
import mind.client.MindClient;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.Signature;
import mind.v1.Tensor;

/**
 * Trains a program over gRPC: compiles init, step, and batch and eval where there are any, each for
 * the dimensions its actual inputs have, then calls step with the parameters it returned last. The
 * parameters pass through as bytes; what they are is the program's business.
 *
 * <p>Keys: init gets the seed, step i (from 1) and its batch seed + i, the fresh batch that eval
 * sees the one after the last.
 */
public final class Trainer {
  private static final int DEFAULT_STEPS = 1000;
  private static final int DEFAULT_EPOCHS = 20;

  private final MindClient client;
  private final Source source;
  private final TrainProgram program;
  private final TrainSettings settings;
  private final Consumer<List<String>> printed;
  private final Map<String, CompileResponse> compiled = new LinkedHashMap<>();

  /** A training of the program whose entries these are; {@code printed} takes what it prints. */
  public Trainer(
      MindClient client,
      Source source,
      List<Signature> entries,
      TrainSettings settings,
      Consumer<List<String>> printed) {
    this.client = client;
    this.source = source;
    this.program = TrainProgram.of(entries);
    this.settings = settings;
    this.printed = printed;
    program.checkSettings(settings.set().keySet());
  }

  /** Trains, telling the console how it goes. */
  public TrainReport train(Console console) {
    Batches batches = batches();
    int steps = steps(batches.stepsPerEpoch());
    List<Tensor> parameters = keyed(program.init()).call(settings.seed());
    List<Tensor> first = batches.of(1);
    Function step = compile(program.step(), concat(parameters, first));
    List<Tensor> constants = step.constants(parameters.size() + first.size(), settings.set());
    Optional<Evaluation> evaluation = evaluation(batches, steps, parameters);

    List<Double> losses = new ArrayList<>();
    Progress progress = new Progress(console, steps);
    long start = System.nanoTime();
    try {
      for (int i = 1; i <= steps; i++) {
        List<Tensor> data = i == 1 ? first : batches.of(i);
        List<Tensor> arguments = concat(concat(parameters, data), constants);
        List<Tensor> outputs = step.call(arguments, settings.key(i));
        parameters = outputs.subList(0, parameters.size());
        losses.add(TensorText.first(outputs.getLast()));
        progress.step(losses);
      }
    } finally {
      progress.close();
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    List<Tensor> trained = parameters;
    return new TrainReport(
        steps,
        batches.stepsPerEpoch() == 0 ? 0 : steps / batches.stepsPerEpoch(),
        Dataset.rowsOf(first),
        losses,
        evaluation.map(e -> e.run(trained, settings.seed())).orElse(Map.of()),
        evaluation.map(Evaluation::description),
        compiled,
        weights(trained),
        duration);
  }

  private Batches batches() {
    if (!settings.data().isEmpty()) {
      return new Batches.Files(
          Dataset.read(program.dataNames(), settings.data(), "--data"),
          settings.batch(),
          settings.seed());
    }
    String names = String.join(", ", program.dataNames());
    Signature batch =
        program
            .batch()
            .orElseThrow(() ->
                Failure.usage(
                    "no data: the program has no function batch(key: i64); give files with"
                        + " --data NAME=FILE.npy for "
                        + names));
    if (settings.epochs().isPresent()) {
      throw Failure.usage("--epochs needs --data: what batch(key) generates has no end");
    }
    if (batch.getOutputsCount() != program.data().size()) {
      throw Failure.usage(
          "batch returns %d tensors, but step takes %d as data: %s"
              .formatted(batch.getOutputsCount(), program.data().size(), names));
    }
    return new Batches.Generated(keyed(batch), settings);
  }

  /** The smaller of what the user allows, where they say anything. */
  private int steps(int perEpoch) {
    if (perEpoch == 0) {
      return settings.steps().orElse(DEFAULT_STEPS);
    }
    if (settings.epochs().isEmpty() && settings.steps().isPresent()) {
      return settings.steps().getAsInt();
    }
    int epochs = settings.epochs().orElse(DEFAULT_EPOCHS);
    long byEpochs = (long) epochs * perEpoch;
    long steps = Math.min(byEpochs, settings.steps().orElse(Integer.MAX_VALUE));
    if (steps < byEpochs && settings.steps().isEmpty()) {
      throw Failure.usage(
          "--epochs %d: at %d steps each these are more steps than can be counted"
              .formatted(epochs, perEpoch));
    }
    return Math.toIntExact(steps);
  }

  /** Prepares to evaluate held-back data: a batch that no step sees, or the test files. */
  private Optional<Evaluation> evaluation(Batches batches, int steps, List<Tensor> parameters) {
    if (program.eval().isEmpty()) {
      if (!settings.test().isEmpty()) {
        throw Failure.usage("--test needs a function eval(params, x, y) in the program");
      }
      return Optional.empty();
    }
    Signature eval = program.eval().get();
    if (!settings.test().isEmpty()) {
      Dataset test = Dataset.read(program.dataNames(), settings.test(), "--test");
      String description = test.rows() + " test rows";
      return Optional.of(evaluation(eval, description, test.pieces(), parameters));
    }
    return switch (batches) {
      case Batches.Generated generated ->
          Optional.of(
              evaluation(eval, "a fresh batch", List.of(generated.of(steps + 1L)), parameters));
      case Batches.Files files -> Optional.empty();
    };
  }

  private Evaluation evaluation(
      Signature eval, String description, List<List<Tensor>> pieces, List<Tensor> parameters) {
    Map<Long, Function> bySize = new HashMap<>();
    List<Evaluation.Piece> prepared = new ArrayList<>();
    for (List<Tensor> data : pieces) {
      List<Tensor> inputs = concat(parameters, data);
      Function function =
          bySize.computeIfAbsent(Dataset.rowsOf(data), rows -> compile(eval, inputs));
      List<Tensor> constants = function.constants(inputs.size(), settings.set());
      prepared.add(new Evaluation.Piece(function, data, constants));
    }
    return new Evaluation(description, prepared);
  }

  private KeyedFunction keyed(Signature signature) {
    KeyedFunction.checkKey(signature);
    Function function = compile(signature, List.of());
    return new KeyedFunction(function, function.constants(1, settings.set()));
  }

  /** Compiles a function for inputs like these; they are its first ones. */
  private Function compile(Signature signature, List<Tensor> inputs) {
    Dims dims = new Dims(Map.of());
    if (signature.getInputsCount() < inputs.size()) {
      throw Failure.usage(
          "%s takes %d inputs, but parameters and data are %d"
              .formatted(signature.getName(), signature.getInputsCount(), inputs.size()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      dims.unify(signature.getInputs(i), inputs.get(i).getType());
    }
    CompileResponse response =
        client.compile(
            CompileRequest.newBuilder()
                .setSource(source.text())
                .setEntry(signature.getName())
                .putAllDims(dims.values())
                .build());
    compiled.putIfAbsent(signature.getName(), response);
    return new Function(client, response, settings.threads(), printed);
  }

  private Map<String, Tensor> weights(List<Tensor> parameters) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      weights.put(program.parameters().get(i).getName(), parameters.get(i));
    }
    return weights;
  }

  private static List<Tensor> concat(List<Tensor> head, List<Tensor> tail) {
    List<Tensor> all = new ArrayList<>(head);
    all.addAll(tail);
    return all;
  }
}
