package mind.loadtest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import mind.client.Npy;
import mind.client.Tensors;
import mind.compiler.Compiler;
import mind.loadtest.peer.PeerFailure;
import mind.loadtest.peer.PeerProcess;
import mind.runtime.cpu.CpuRuntime;
import org.jspecify.annotations.Nullable;

/** Measures cases beside peers, all on the same number of threads. */
final class Match implements AutoCloseable {
  private static final String OURS = "ours ";
  private static final String COMPUTE = "multiply-adds";
  private static final String READ = "reading memory";
  private static final String COPY = "copying memory";

  /** Of the largest element: sums in another order differ by less, wrong ones by more. */
  private static final double TOLERANCE = 1e-4;

  private final Compiler compiler = new Compiler();
  private final CpuRuntime runtime;
  private final Roofline roofline;
  private final Peers peers;
  private final int threads;
  private final String target = OurProgram.bestTarget();

  /**
   * @param peers on the same number of threads; they stay open
   */
  Match(int threads, Peers peers) {
    this.threads = threads;
    this.peers = peers;
    runtime = new CpuRuntime(threads - 1);
    roofline = new Roofline(target, threads);
  }

  /**
   * Measures one case.
   *
   * @param each how long each contestant is measured
   */
  Comparison measure(ComputeCase c, Duration each) throws InterruptedException {
    try (CaseInputs inputs = new CaseInputs(c);
        TemporaryFolder folder = new TemporaryFolder();
        OurProgram plain = load(c, false, inputs);
        OurProgram bound = load(c, true, inputs)) {
      inputs.write(folder.path());
      Rounds rounds = new Rounds();
      rounds.add(OURS + Comparison.INPUTS, plain);
      if (!c.bound().isEmpty()) {
        rounds.add(OURS + Comparison.BOUND, bound);
      }
      List<Comparison.Peer> entered = enter(c, folder.path(), plain, rounds);
      rounds.add(COMPUTE, roofline.compute(c.flops()));
      switch (c.traffic().kind()) {
        case NONE -> {}
        case READ -> rounds.add(READ, roofline.read(c.traffic().bytes()));
        case COPY -> rounds.add(COPY, roofline.copy(c.traffic().bytes()));
      }
      double line = CacheLine.nanos();
      Map<String, Timing> timings = rounds.play(each);
      forget();
      return comparison(c, timings, measured(entered, timings, rounds), line);
    }
  }

  private OurProgram load(ComputeCase c, boolean bound, CaseInputs inputs) {
    return OurProgram.load(compiler, runtime, c, bound, inputs, threads);
  }

  private Comparison comparison(
      ComputeCase c, Map<String, Timing> timings, List<Comparison.Peer> measured, double line) {
    Map<String, Timing> ours = new LinkedHashMap<>();
    for (String way : List.of(Comparison.INPUTS, Comparison.BOUND)) {
      Optional.ofNullable(timings.get(OURS + way)).ifPresent(timing -> ours.put(way, timing));
    }
    String limit =
        Stream.of(COMPUTE, READ, COPY)
            .filter(timings::containsKey)
            .max(
                Comparator.comparingDouble(
                    name -> Objects.requireNonNull(timings.get(name)).median()))
            .orElseThrow();
    Timing floor = Objects.requireNonNull(timings.get(limit));
    return new Comparison(c, target, threads, ours, measured, floor, limit, line);
  }

  /** Prepares all modes of all peers; those that work take part in the rounds. */
  private List<Comparison.Peer> enter(ComputeCase c, Path folder, OurProgram ours, Rounds rounds) {
    List<float[]> expected = ours.call().stream().map(CaseInputs::floats).toList();
    List<Comparison.Peer> entered = new ArrayList<>();
    for (PeerProcess peer : peers.running()) {
      try {
        for (String mode : peer.modes(c.name())) {
          entered.add(enter(c, folder, expected, rounds, peer, mode));
        }
      } catch (PeerFailure e) {
        entered.add(without(peer.framework().title(), peer.version(), e.getMessage()));
      }
    }
    peers.absent().forEach((framework, why) -> entered.add(without(framework.title(), "", why)));
    return entered;
  }

  private static Comparison.Peer enter(
      ComputeCase c,
      Path folder,
      List<float[]> expected,
      Rounds rounds,
      PeerProcess peer,
      String mode) {
    String name = peer.framework().title() + " " + mode;
    try {
      int outputs = peer.prepare(c.name(), mode, folder);
      String note = "";
      for (int i = 0; i < expected.size(); i++) {
        Path file = folder.resolve(peer.framework().id() + "-" + i + ".npy");
        float[] theirs = i < outputs ? Tensors.floats(Npy.read(file)) : new float[0];
        double difference = difference(expected.get(i), theirs);
        if (!(difference <= TOLERANCE)) {
          note = "output %d differs by %.2g of the largest element".formatted(i, difference);
        }
      }
      rounds.add(name, time -> peer.measure(c.name(), mode, time));
      return new Comparison.Peer(name, peer.version(), Optional.empty(), note);
    } catch (PeerFailure | IOException e) {
      return without(name, peer.version(), e.getMessage());
    }
  }

  private static Comparison.Peer without(String name, String version, @Nullable String why) {
    return new Comparison.Peer(name, version, Optional.empty(), why == null ? "failed" : why);
  }

  /** With what the rounds took. */
  private static List<Comparison.Peer> measured(
      List<Comparison.Peer> entered, Map<String, Timing> timings, Rounds rounds) {
    return entered.stream()
        .map(peer ->
            new Comparison.Peer(
                peer.name(),
                peer.version(),
                Optional.ofNullable(timings.get(peer.name())),
                rounds.failure(peer.name()).orElse(peer.note())))
        .toList();
  }

  /** The largest difference, as a share of the largest element; NaN if they can't be compared. */
  static double difference(float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      return Double.NaN;
    }
    double largest = Double.MIN_NORMAL;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      difference = Math.max(difference, Math.abs((double) ours[i] - theirs[i]));
    }
    return difference / largest;
  }

  private void forget() {
    for (PeerProcess peer : peers.running()) {
      try {
        peer.forget();
      } catch (PeerFailure e) {
        // Its next case says what is wrong with it.
      }
    }
  }

  @Override
  public void close() {
    roofline.close();
    runtime.close();
    compiler.close();
  }
}
