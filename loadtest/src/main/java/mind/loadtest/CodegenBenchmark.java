package mind.loadtest;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mind.cli.Figure;
import mind.compiler.artifact.KernelObjects;
import mind.loadtest.peer.Framework;
import mind.runtime.cpu.CpuRuntime;

/**
 * Source text to code that can be called, in a process that is warm: with nothing known, and with
 * kernels known from other programs.
 */
public final class CodegenBenchmark extends ComputeBenchmark {
  private static final String COLD = "cold";
  private static final String STORED = "stored";
  private static final String KNOWN = "known";

  private static final Duration WARM_UP = Duration.ofSeconds(30);

  /** Of so many rounds of the warm-up one compiles its kernels: about half of the time. */
  private static final int COLD_ROUNDS = 20;

  @Override
  public String name() {
    return "codegen";
  }

  @Override
  public String summary() {
    return "source text to code that can be called, beside jax.jit and torch.compile";
  }

  @Override
  List<Figure> measureAll(Setting setting) throws InterruptedException {
    PrintStream text = setting.text();
    List<Figure> figures = new ArrayList<>();
    try (Compiles compiles = new Compiles(setting.run().threads());
        CompilePeers peers = new CompilePeers(setting)) {
      text.printf("%s, %d threads%n", OurProgram.bestTarget(), setting.run().threads());
      text.printf(
          "%-20s %7s %9s %9s %9s %9s %9s %9s  %s%n",
          "case, ms", "kernels", "cold", "bar", STORED, KNOWN, "JAX", "PyTorch", "bars");
      warmUp(compiles);
      for (CodegenCases.Case c : CodegenCases.all()) {
        figures.addAll(measure(c, setting, compiles, peers));
      }
      List<Double> overJax =
          figures.stream()
              .filter(f -> f.metric().equals(COLD))
              .filter(f -> f.peer().orElseThrow().name().equals(Framework.JAX.title()))
              .flatMap(f -> f.ratio().stream())
              .toList();
      CompileVerdict.median(overJax)
          .ifPresent(median -> text.printf("median over JAX: %.2fx%n", median));
      text.printf("all cases: %s%n%n", CompileVerdict.all(overJax));
      figures.addAll(LayerChange.measure(setting, compiles, peers));
      figures.addAll(ColdProcess.measure(text, home()));
      if (setting.run().longer()) {
        figures.addAll(LeakCheck.measure(text, compiles, LeakCheck.COMPILES));
      }
    }
    return figures;
  }

  /**
   * Until the JVM has compiled most of what compiles: over and over, with the kernels known and
   * without, as a server that has been up for a while has done.
   */
  private static void warmUp(Compiles compiles) {
    KernelObjects known = Compiles.store();
    long end = System.nanoTime() + WARM_UP.toNanos();
    try (CpuRuntime runtime = compiles.runtime()) {
      for (int round = 0; System.nanoTime() < end; round++) {
        KernelObjects store = round % COLD_ROUNDS == 0 ? Compiles.store() : known;
        CodegenCases.all().forEach(c -> compiles.compile(c, store, runtime).close());
      }
    }
  }

  /** One case, shown as it comes. */
  static List<Figure> measure(
      CodegenCases.Case c, Setting setting, Compiles compiles, CompilePeers peers)
      throws InterruptedException {
    int threads = setting.run().threads();
    int kernels = kernels(c, compiles);
    Rounds rounds = new Rounds();
    rounds.add(COLD, compiles.cold(c));
    rounds.add(STORED, compiles.stored(c));
    rounds.add(KNOWN, compiles.known(c, c));
    peers.enter(c.name(), rounds, Framework.JAX, Framework.TORCH);
    double line = CacheLine.nanos();
    Map<String, Timing> timings = rounds.play(setting.run().perCase());
    double cold = median(timings, COLD);
    Figure.Peer bar = new Figure.Peer("bar", "", CompileVerdict.coldBar(kernels, threads));
    List<Figure> figures = new ArrayList<>();
    for (Figure.Peer peer :
        List.of(
            peers.figure(Framework.JAX, timings, rounds),
            peers.figure(Framework.TORCH, timings, rounds),
            bar)) {
      figures.add(new Figure(c.name(), COLD, "us", cold, Optional.of(peer), false, line));
    }
    for (String metric : List.of(STORED, KNOWN)) {
      figures.add(MicroBenchmark.figure(c.name(), metric, "us", median(timings, metric), line));
    }
    figures.add(MicroBenchmark.figure(c.name(), "kernels", "", kernels, line));
    show(setting.text(), c, figures, kernels, threads);
    return figures;
  }

  private static void show(
      PrintStream text, CodegenCases.Case c, List<Figure> figures, int kernels, int threads) {
    double cold = figures.getFirst().ours();
    double known = MicroBenchmark.value(figures, c.name(), KNOWN);
    Optional<Double> jax = figures.get(0).peer().flatMap(Figure.Peer::value);
    Optional<Double> torch = figures.get(1).peer().flatMap(Figure.Peer::value);
    text.printf(
        "%-20s %7d %9.2f %9.1f %9.2f %9.2f %9s %9s  %s%n",
        c.name(),
        kernels,
        cold / 1e3,
        CompileVerdict.coldBar(kernels, threads) / 1e3,
        MicroBenchmark.value(figures, c.name(), STORED) / 1e3,
        known / 1e3,
        jax.map(CodegenBenchmark::millis).orElse("absent"),
        torch.map(CodegenBenchmark::millis).orElse("absent"),
        CompileVerdict.of(cold, known, kernels, threads, jax, torch));
  }

  private static String millis(double micros) {
    return "%.1f".formatted(micros / 1e3);
  }

  private static double median(Map<String, Timing> timings, String name) {
    return Objects.requireNonNull(timings.get(name)).median();
  }

  private static int kernels(CodegenCases.Case c, Compiles compiles) {
    try (CpuRuntime runtime = compiles.runtime();
        Compiles.Compiled compiled = compiles.compile(c, Compiles.store(), runtime)) {
      return compiled.artifact().kernels();
    }
  }
}
