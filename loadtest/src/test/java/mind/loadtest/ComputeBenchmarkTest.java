package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mind.loadtest.peer.Framework;
import mind.loadtest.peer.Installation;
import mind.loadtest.peer.PeerFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeBenchmarkTest {
  @TempDir private Path folder = Path.of("");

  /** A peer of five lines of shell, in a checkout of its own. */
  private Installation scripted(String answers)
      throws IOException, PeerFailure, InterruptedException {
    Path bench = Files.createDirectories(folder.resolve("tools/bench"));
    Path shell = bench.resolve("shell");
    write(shell, "#!/bin/sh\n" + answers);
    write(bench.resolve("peers.sh"), "#!/bin/sh\necho jax " + shell + "\n");
    return Installation.find(folder, false);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Comparison measure(Installation installation, Framework... frameworks)
      throws InterruptedException {
    try (Peers peers = new Peers(installation, 2, folder.resolve("log"), frameworks);
        Match match = new Match(2, peers)) {
      return match.measure(ComputeCases.gemm(64), Duration.ofMillis(50));
    }
  }

  @Test
  void peersThatAreNotThereAreReported() throws InterruptedException {
    Comparison comparison = measure(Installation.none(), Framework.TORCH, Framework.DNNL);
    assertThat(comparison.peers())
        .extracting(Comparison.Peer::name, Comparison.Peer::note)
        .containsExactly(tuple("PyTorch", "absent"), tuple("oneDNN", "absent"));
    assertThat(comparison.ours()).containsOnlyKeys(Comparison.INPUTS, Comparison.BOUND);
    assertThat(comparison.roofline().median()).isPositive();
    assertThat(comparison.limit()).isEqualTo("multiply-adds");
  }

  @Test
  void aFolderWithoutTheScriptsHasNoPeers() throws PeerFailure, InterruptedException {
    assertThat(Installation.find(folder, true).has(Framework.JAX)).isFalse();
  }

  @Test
  void aPeerIsAskedLineByLine() throws Exception {
    Installation installation =
        scripted(
            """
            echo '{"name": "JAX", "version": "9"}'
            while read -r line; do
              case $line in
                *modes*) echo '{"modes": ["good", "bad"]}' ;;
                *prepare*good*) echo '{"outputs": 0}' ;;
                *prepare*bad*) echo '{"error": "no compiler"}' ;;
                *measure*) echo '{"median_us": 7, "min_us": 6, "samples": [7000, 8000, 6000]}' ;;
                *) echo '{}' ;;
              esac
            done
            """);
    Comparison comparison = measure(installation, Framework.JAX);
    assertThat(comparison.peers()).hasSize(2);
    Comparison.Peer good = comparison.peers().getFirst();
    assertThat(good.version()).isEqualTo("9");
    assertThat(good.timing()).hasValue(new Timing(7, 6, 15));
    assertThat(good.note()).startsWith("output 0 differs by NaN");
    assertThat(comparison.peers().getLast().note()).isEqualTo("no compiler");
    assertThat(comparison.bestPeer()).isEmpty();
  }

  @Test
  void aPeerThatEndsIsAFailureOfItsOwn() throws Exception {
    Installation installation = scripted("echo '{\"version\": \"9\"}'; read -r line\n");
    Comparison comparison = measure(installation, Framework.JAX);
    assertThat(comparison.peers())
        .containsExactly(new Comparison.Peer("JAX", "9", Optional.empty(), "has ended"));
  }

  @Test
  void aScriptThatFailsIsAFailure() throws IOException {
    Path bench = Files.createDirectories(folder.resolve("tools/bench"));
    write(bench.resolve("peers.sh"), "#!/bin/sh\nexit 3\n");
    assertThatThrownBy(() -> Installation.find(folder, false))
        .isInstanceOf(PeerFailure.class)
        .hasMessageEndingWith("failed");
  }

  @Test
  void eachRooflineHasARate() throws Exception {
    try (Roofline roofline = new Roofline(OurProgram.bestTarget(), 2)) {
      Duration time = Duration.ofMillis(10);
      for (Contestant contestant :
          List.of(roofline.compute(1e9), roofline.read(1e9), roofline.copy(1e9))) {
        assertThat(Arrays.stream(contestant.measure(time)).min().orElseThrow()).isPositive();
      }
    }
  }
}
