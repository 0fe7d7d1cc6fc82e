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
  /**
   * What another system reached in the same run.
   *
   * @param value absent if it isn't installed or can't do the case
   * @param note what to know of the value, or why there is none; empty if nothing
   */
  public record Peer(String name, String version, Optional<Double> value, String note) {
    public Peer(String name, String version, double value) {
      this(name, version, Optional.of(value), "");
    }

    /** A peer without a value. */
    public static Peer without(String name, String version, String why) {
      return new Peer(name, version, Optional.empty(), why);
    }
  }

  /** Above 1 where we are better, whichever way the metric points. */
  public Optional<Double> ratio() {
    return peer.flatMap(Peer::value).map(theirs -> higherIsBetter ? ours / theirs : theirs / ours);
  }
}
