package mind.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mind.cli.program.Source;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.Digests;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Json;
import mind.cli.train.TrainReport;
import mind.cli.train.TrainSettings;
import mind.cli.train.Trainer;
import mind.client.MindClient;
import mind.client.Tensors;
import mind.v1.CheckRequest;
import mind.v1.CompileResponse;
import mind.v1.NamedTensor;
import mind.v1.Signature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind train}. */
@Command(
    name = "train",
    description = {
      "Trains a program that has init(key: i64) -> params and step(params, x, y, ..) -> (params,"
          + " loss).",
      "",
      "Data comes from its batch(key: i64), or from .npy files whose first axis is the rows. Files"
          + " are shuffled anew each epoch; rows that do not fill a batch are left out of that"
          + " epoch. With eval(params, x, y) it says how good the result is on a fresh batch, or on"
          + " the --test files.",
      ""
    })
final class TrainCommand extends ProgramCommand {
  @Option(
      names = "--data",
      paramLabel = "NAME=FILE",
      description = "Training data for a data input of step; repeatable.")
  private Map<String, Path> data = new LinkedHashMap<>();

  @Option(
      names = "--test",
      paramLabel = "NAME=FILE",
      description = "Held-back data for eval; repeatable.")
  private Map<String, Path> test = new LinkedHashMap<>();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows of --data in one step; default: 64.")
  private int batch = 64;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over --data; default: 20, or as many as --steps need.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps, at most; default: 1000 where batch(key) makes the data.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter that has a default; repeatable.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where the keys of init, batches and steps start; default: 0.")
  private long seed;

  private final List<String> printed = new ArrayList<>();

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Write the trained parameters to DIR as NAME.npy.")
  private Optional<Path> save = Optional.empty();

  TrainCommand(Console console) {
    super(console);
  }

  @Override
  void checkUsage() {
    settings();
  }

  @Override
  int run(Source source, MindClient client) {
    List<Signature> entries = check(source, CheckRequest.newBuilder(), client);
    Trainer trainer = new Trainer(client, source, entries, settings(), this::print);
    TrainReport report = trainer.train(console());
    report
        .compiled()
        .values()
        .forEach(response -> CompileSummary.warnOfRepairs(console(), response));
    warnOfDivergence(report);
    save.ifPresent(folder -> OutputFiles.write(folder, named(report)));
    if (json()) {
      printJson(report);
    } else {
      printText(report);
    }
    return ExitCode.OK;
  }

  /**
   * Shows what the program prints at once, in front of the progress; an object has it at the end.
   */
  private void print(List<String> texts) {
    if (json()) {
      printed.addAll(texts);
    } else if (!texts.isEmpty()) {
      if (console().errIsTerminal()) {
        console().err().print("\r\u001b[K");
        console().err().flush();
      }
      texts.forEach(console().out()::println);
    }
  }

  private TrainSettings settings() {
    return new TrainSettings(
        data,
        test,
        positive("--batch", batch),
        optional("--epochs", epochs),
        optional("--steps", steps),
        set,
        seed,
        threads.checked());
  }

  private void warnOfDivergence(TrainReport report) {
    for (int i = 0; i < report.losses().size(); i++) {
      if (!Double.isFinite(report.losses().get(i))) {
        console()
            .err()
            .println(
                console().styleErr(Style.YELLOW, "warning")
                    + ": the loss is not finite from step %d on; a smaller learning rate may help"
                        .formatted(i + 1));
        return;
      }
    }
  }

  private static OptionalInt optional(String option, Optional<Integer> value) {
    return value.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(positive(option, value.orElseThrow()));
  }

  private static int positive(String option, int value) {
    if (value < 1) {
      throw Failure.usage(option + " must be at least 1, not " + value);
    }
    return value;
  }

  private static List<NamedTensor> named(TrainReport report) {
    return report.weights().entrySet().stream()
        .map(w -> Tensors.named(w.getKey(), w.getValue()))
        .toList();
  }

  private void printJson(TrainReport report) {
    ObjectNode object = Json.object().put("steps", report.steps()).put("epochs", report.epochs());
    object.set("loss", Json.numbers(report.losses()));
    report.metrics().forEach((name, value) -> object.set(name, Json.number(value)));
    ObjectNode artifacts = object.putObject("artifacts");
    ObjectNode cache = object.putObject("cache");
    report
        .compiled()
        .forEach((name, response) -> {
          artifacts.put(name, Digests.name(response.getArtifact()));
          cache.put(name, response.getCache());
        });
    ObjectNode weights = object.putObject("weights");
    report.weights().forEach((name, tensor) -> weights.put(name, Digests.of(tensor.getRaw())));
    object.put("train_us", report.duration().toNanos() / 1000);
    Json.putPrinted(object, printed);
    Json.print(console(), object);
  }

  private void printText(TrainReport report) {
    PrintStream out = console().out();
    double seconds = report.duration().toNanos() * 1e-9;
    out.printf(
        Locale.ROOT,
        "trained   %d steps of %d rows in %.2f s (%.0f steps/s)%s%n",
        report.steps(),
        report.rows(),
        seconds,
        report.steps() / seconds,
        report.epochs() > 0 ? ", " + report.epochs() + " epochs" : "");
    out.printf(
        Locale.ROOT,
        "loss      %.4f -> %.4f%n",
        report.losses().getFirst(),
        report.losses().getLast());
    report
        .metrics()
        .forEach((name, value) ->
            out.printf(
                Locale.ROOT,
                "%-9s %s on %s%n",
                name,
                console().styleOut(Style.GREEN, metric(name, value)),
                report.heldBack().orElse("held-back data")));
    out.println();
    report.compiled().forEach(this::printCompiled);
    save.ifPresent(folder -> out.println("weights written to " + folder));
  }

  private static String metric(String name, double value) {
    return name.equals("accuracy")
        ? String.format(Locale.ROOT, "%.2f %%", value * 100)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private void printCompiled(String name, CompileResponse response) {
    console()
        .out()
        .printf(
            Locale.ROOT,
            "%-9s %s  %9s  %s%n",
            name,
            Digests.name(response.getArtifact()),
            CompileSummary.milliseconds(response),
            CompileSummary.cache(console(), response));
  }
}
