package mind.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mind.cli.Figure;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.KernelObjects;
import mind.loadtest.peer.Framework;
import mind.runtime.cpu.CpuRuntime;

/** What it costs to change one layer of a deep network, whose other kernels are known. */
final class LayerChange {
  private static final int WIDTH = 256;
  private static final int OTHER_WIDTH = 320;
  private static final int CHANGED = 6;

  private LayerChange() {}

  static List<Figure> measure(
      ComputeBenchmark.Setting setting, Compiles compiles, CompilePeers peers)
      throws InterruptedException {
    List<Integer> sizes = CodegenCases.sizes(WIDTH);
    String name = CodegenCases.networkName(sizes, CHANGED);
    Rounds rounds = new Rounds();
    rounds.add("ours", compiles.known(network(sizes, 0), network(sizes, CHANGED)));
    peers.enter(name, rounds, Framework.JAX);
    double line = CacheLine.nanos();
    Map<String, Timing> timings = rounds.play(setting.run().perCase());
    double ours = Objects.requireNonNull(timings.get("ours")).median();
    Figure.Peer jax = peers.figure(Framework.JAX, timings, rounds);
    Figure time = new Figure("layer_changed", "time", "us", ours, Optional.of(jax), false, line);
    List<Figure> figures = new ArrayList<>(List.of(time));
    counts(compiles, sizes, figures, line);
    setting
        .text()
        .printf(
            "one activation of 12 layers changed: %.2f ms, jax.jit of all of it %s: %s%n",
            ours / 1e3,
            jax.value().map(t -> "%.1f ms".formatted(t / 1e3)).orElse("absent"),
            CompileVerdict.changed(ours, jax.value()));
    figures.stream()
        .filter(f -> f.unit().isEmpty())
        .forEach(f -> setting.text().printf("  %s, %s: %.0f%n", f.name(), f.metric(), f.ours()));
    return figures;
  }

  private static CodegenCases.Case network(List<Integer> sizes, int changed) {
    String name = CodegenCases.networkName(sizes, changed);
    return new CodegenCases.Case(name, CodegenCases.network(sizes, changed), false);
  }

  /** Kernels of the network, of the changed one, and of one of another width, one after another. */
  static void counts(Compiles compiles, List<Integer> sizes, List<Figure> figures, double line) {
    KernelObjects store = Compiles.store();
    try (CpuRuntime runtime = compiles.runtime()) {
      count("layers", network(sizes, 0), compiles, store, runtime, figures, line);
      count("layer_changed", network(sizes, CHANGED), compiles, store, runtime, figures, line);
      CodegenCases.Case other = network(CodegenCases.sizes(OTHER_WIDTH), 0);
      count("layers_other_width", other, compiles, store, runtime, figures, line);
    }
  }

  private static void count(
      String name,
      CodegenCases.Case c,
      Compiles compiles,
      KernelObjects store,
      CpuRuntime runtime,
      List<Figure> figures,
      double line) {
    try (Compiles.Compiled compiled = compiles.compile(c, store, runtime)) {
      Artifact artifact = compiled.artifact();
      int reused = artifact.kernels() - artifact.compiled();
      figures.add(MicroBenchmark.figure(name, "kernels", "", artifact.kernels(), line));
      figures.add(MicroBenchmark.figure(name, "compiled", "", artifact.compiled(), line));
      figures.add(MicroBenchmark.figure(name, "reused", "", reused, line));
    }
  }
}
