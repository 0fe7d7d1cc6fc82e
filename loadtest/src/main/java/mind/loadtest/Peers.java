package mind.loadtest;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import mind.loadtest.peer.Framework;
import mind.loadtest.peer.Installation;
import mind.loadtest.peer.PeerFailure;
import mind.loadtest.peer.PeerProcess;

/** The peers of one run, each in a process of its own; those that aren't there are known too. */
final class Peers implements AutoCloseable {
  private final Map<Framework, PeerProcess> running = new EnumMap<>(Framework.class);
  private final Map<Framework, String> absent = new EnumMap<>(Framework.class);

  /**
   * Starts what is installed.
   *
   * @param threads for each of them
   * @param log of what they print
   */
  Peers(Installation installation, int threads, Path log, Framework... wanted) {
    for (Framework framework : wanted) {
      try {
        running.put(framework, installation.start(framework, threads, log));
      } catch (PeerFailure e) {
        absent.put(framework, String.valueOf(e.getMessage()));
      }
    }
  }

  Iterable<PeerProcess> running() {
    return running.values();
  }

  Optional<PeerProcess> find(Framework framework) {
    return Optional.ofNullable(running.get(framework));
  }

  /** Why a peer isn't there. */
  Map<Framework, String> absent() {
    return absent;
  }

  @Override
  public void close() {
    running.values().forEach(PeerProcess::close);
  }
}
