package mind.runtime.cpu;

/**
 * Independent parts of work, each of about the same cost.
 *
 * <p>Costs are a compiler's estimate in scalar operations: vector code at its best does a hundred a
 * nanosecond, code that waits for memory three.
 */
final class Loop {
  /** The work of parts [begin, end). */
  interface Body {
    void run(long begin, long end);
  }

  /** What a slice may cost, so that calls can be cancelled: 5 ms of slow code. */
  private static final long SLICE_COST = 1 << 24;

  /** What each thread must have at least: less is done sooner than shared. About 1 us to 20 us. */
  static final long SHARE_COST = 1 << 16;

  /** Slices of a range at most; a team counts them in so many bits. */
  static final int MAX_SLICES = (1 << 16) - 1;

  private final long parts;
  private final Body body;
  private final long cost;
  private final int width;
  private final long partsPerSlice;

  /**
   * @param parts at least 1
   */
  Loop(long parts, long costPerPart, Body body) {
    this.parts = parts;
    this.body = body;
    long each = Math.max(1, costPerPart);
    cost = parts > Long.MAX_VALUE / each ? Long.MAX_VALUE : parts * each;
    width = Math.clamp(Math.min(parts, cost / SHARE_COST), 1, Integer.MAX_VALUE);
    partsPerSlice = Math.max(1, SLICE_COST / each);
  }

  /** An estimate of all parts' cost; that of endless work is the largest number. */
  long cost() {
    return cost;
  }

  /** How many threads at most should share it. */
  int width() {
    return width;
  }

  /** Into how many slices each of {@code ranges} ranges is cut. */
  int slices(int ranges) {
    long longest = Math.ceilDiv(parts, ranges);
    return longest <= partsPerSlice
        ? 1
        : (int) Math.min(MAX_SLICES, Math.ceilDiv(longest, partsPerSlice));
  }

  /** Runs a slice of a range; it may be empty. */
  void run(int range, int ranges, int slice, int slices) {
    long begin = start(parts, ranges, range);
    long end = start(parts, ranges, range + 1);
    long from = slices == 1 ? begin : begin + start(end - begin, slices, slice);
    long to = slices == 1 ? end : begin + start(end - begin, slices, slice + 1);
    if (from < to) {
      body.run(from, to);
    }
  }

  /** Where share {@code i} of {@code n} things in {@code shares} even shares begins. */
  private static long start(long n, int shares, int i) {
    return i * (n / shares) + Math.min(i, n % shares);
  }
}
