package mind.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import mind.cli.terminal.Console;
import mind.cli.terminal.ExitCode;
import mind.cli.terminal.Failure;
import mind.cli.terminal.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code mind bench}. */
@Command(name = "bench", description = "Measures one thing beside its peers on this machine.")
final class BenchCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "What to measure; list names what there is.")
  private String name = "";

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Measure each case so long; default: 3, at most 60.")
  private int seconds = 3;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Concurrent callers; default: 2, at most 64.")
  private int clients = 2;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute, ours and each peer's; default: all CPUs.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--setup-peers",
      description = "First install the peers that are missing, under the user's cache folder.")
  private boolean setupPeers;

  @Option(names = "--long", description = "Also measure what takes minutes.")
  private boolean longer;

  @Option(names = "--json", description = "Print one JSON object a figure; all else to stderr.")
  private boolean json;

  private final Console console;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Benchmark> benchmarks =
        ServiceLoader.load(Benchmark.class).stream().map(ServiceLoader.Provider::get).toList();
    if (name.equals("list")) {
      benchmarks.forEach(b -> console.out().printf("%-10s %s%n", b.name(), b.summary()));
      return ExitCode.OK;
    }
    Benchmark benchmark =
        benchmarks.stream()
            .filter(b -> b.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(benchmarks));
    PrintStream text = json ? console.err() : console.out();
    Duration perCase = Duration.ofSeconds(within("--seconds", seconds, 60));
    int callers = within("--clients", clients, 64);
    int workers = within("--threads", threads, 1024);
    List<Figure> figures;
    if (benchmark.usesServer()) {
      try (Session session = Session.open(connection, console)) {
        figures =
            benchmark.run(
                new BenchmarkRun(
                    text, session.target(), perCase, callers, workers, setupPeers, longer));
      }
    } else {
      figures =
          benchmark.run(new BenchmarkRun(text, "", perCase, callers, workers, setupPeers, longer));
    }
    if (json) {
      figures.forEach(figure -> Json.print(console, object(figure)));
    }
    return ExitCode.OK;
  }

  private Failure unknown(List<Benchmark> benchmarks) {
    String names =
        benchmarks.stream().map(Benchmark::name).sorted().collect(Collectors.joining(", "));
    return Failure.usage("no benchmark " + name + "; there is " + names);
  }

  /** A benchmark ends by itself: its bounds have bounds. */
  private static int within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw Failure.usage(option + " must be from 1 to " + most + ", not " + value);
    }
    return value;
  }

  private static ObjectNode object(Figure figure) {
    ObjectNode object =
        Json.object()
            .put("case", figure.name())
            .put("metric", figure.metric())
            .put("unit", figure.unit())
            .put("ours", figure.ours());
    figure
        .peer()
        .ifPresentOrElse(
            peer -> object.put("peer", peer.name()).put("peer_version", peer.version()),
            () -> object.putNull("peer").putNull("peer_version"));
    putNumber(object, "theirs", figure.peer().flatMap(Figure.Peer::value));
    putNumber(object, "ratio", figure.ratio());
    String note = figure.peer().map(Figure.Peer::note).orElse("");
    if (!note.isEmpty()) {
      object.put("note", note);
    }
    return object.put("cache_line_ns", figure.cacheLineNanos());
  }

  private static void putNumber(ObjectNode object, String name, Optional<Double> value) {
    value.ifPresentOrElse(number -> object.put(name, number), () -> object.putNull(name));
  }
}
