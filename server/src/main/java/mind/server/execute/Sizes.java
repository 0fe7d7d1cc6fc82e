package mind.server.execute;

import java.util.List;
import mind.runtime.Manifests;
import mind.v1.Manifest;
import mind.v1.Port;
import mind.v1.TensorType;

/** What a run of a manifest takes, in bytes; known before anything of it is loaded. */
final class Sizes {
  private Sizes() {}

  /** What the outputs have that go into the response. */
  static long outputs(Manifest manifest) {
    return sum(manifest.getOutputsList().stream().map(Port::getType).toList());
  }

  /** What one run occupies: arenas, inputs and outputs. */
  static long run(Manifest manifest) {
    long inputs = sum(manifest.getInputsList().stream().map(Port::getType).toList());
    long arena = plus(manifest.getStep().getArenaBytes(), manifest.getPrepare().getArenaBytes());
    return plus(plus(arena, inputs), outputs(manifest));
  }

  private static long sum(List<TensorType> types) {
    return types.stream().mapToLong(Manifests::bytes).reduce(0, Sizes::plus);
  }

  /** Of numbers that aren't negative; too large a sum is the largest number. */
  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
