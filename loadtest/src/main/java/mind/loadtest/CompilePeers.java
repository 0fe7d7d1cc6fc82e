package mind.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.cli.Figure;
import mind.loadtest.peer.Framework;
import mind.loadtest.peer.PeerFailure;
import mind.loadtest.peer.PeerProcess;

/** Peers that compile the same programs. */
final class CompilePeers implements AutoCloseable {
  /** Of compiles that take seconds each. */
  private static final int TORCH_SAMPLES = 2;

  private static final List<Framework> FRAMEWORKS = List.of(Framework.JAX, Framework.TORCH);

  private final Peers peers;

  /** Starts them, and lets each compile something, since the first time takes longer. */
  CompilePeers(ComputeBenchmark.Setting setting) {
    peers =
        new Peers(
            setting.installation(),
            setting.run().threads(),
            setting.log(),
            FRAMEWORKS.toArray(Framework[]::new));
    for (PeerProcess peer : peers.running()) {
      try {
        peer.compile("scalar_math");
      } catch (PeerFailure e) {
        // Its first case says what is wrong with it.
      }
    }
  }

  /** Lets peers take part. */
  void enter(String name, Rounds rounds, Framework... frameworks) {
    for (Framework framework : frameworks) {
      int most = framework == Framework.TORCH ? TORCH_SAMPLES : Integer.MAX_VALUE;
      peers
          .find(framework)
          .ifPresent(peer -> rounds.add(framework.title(), new PeerCompiles(peer, name, most)));
    }
  }

  /** What a peer took, or why there is no figure of it. */
  Figure.Peer figure(Framework framework, Map<String, Timing> timings, Rounds rounds) {
    String title = framework.title();
    String version = peers.find(framework).map(PeerProcess::version).orElse("");
    Optional<Double> median = Optional.ofNullable(timings.get(title)).map(Timing::median);
    String note =
        rounds
            .failure(title)
            .or(() -> Optional.ofNullable(peers.absent().get(framework)))
            .orElse("");
    return new Figure.Peer(title, version, median, note);
  }

  /** Compiles of one peer. */
  private static final class PeerCompiles implements Contestant {
    private final PeerProcess peer;
    private final String name;
    private int left;

    PeerCompiles(PeerProcess peer, String name, int most) {
      this.peer = peer;
      this.name = name;
      left = most;
    }

    @Override
    public long[] measure(Duration time) throws PeerFailure {
      List<Long> samples = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      while (left > 0 && (samples.isEmpty() || System.nanoTime() < end)) {
        samples.add(Math.round(peer.compile(name) * 1e9));
        left--;
      }
      return samples.stream().mapToLong(Long::longValue).toArray();
    }
  }

  @Override
  public void close() {
    peers.close();
  }
}
