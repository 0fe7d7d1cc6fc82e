package mind.cli;

import java.util.Optional;

/**
 * One measured figure beside a peer's.
 *
 * @param name the case
 * @param metric such as {@code throughput}
 * @param unit such as {@code calls/s}
 * @param ours our value
 * @param peer what we compare with; empty where there is no peer for the case
 * @param higherIsBetter which way the metric points
 * @param cacheLineNanos one-way latency of a cache line between two CPUs at that moment; only
 *     figures of one placement can be compared
 */
public record Figure(
    String name,
    String metric,
    String unit,
    double ours,
    Optional<Peer> peer,
    boolean higherIsBetter,
    double cacheLineNanos) {
  /** What another system reached in the same run. */
  public record Peer(String name, String version, double value) {}

  /** Above 1 where we are better, whichever way the metric points. */
  public Optional<Double> ratio() {
    return peer.map(p -> higherIsBetter ? ours / p.value() : p.value() / ours);
  }
}
