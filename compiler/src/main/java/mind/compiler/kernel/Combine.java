package mind.compiler.kernel;

/**
 * How the body's values over the reduce axes become one; numerics rules 2 and 3. Part of the nest:
 * no schedule changes it.
 */
public enum Combine {
  /** No reduce axes; the body's values are the results. */
  NONE,
  /**
   * The body gives two factors a chain; each chunk of KC points is acc = fma(a, b, acc) from +0;
   * the total is the first chunk's result, then the others are added in ascending order.
   */
  FMA_CHAIN,
  /** As FMA_CHAIN with acc = acc + value. */
  ADD_CHAIN,
  /**
   * Sixteen lanes from +0; a point goes to lane (position in the trailing run of reduce axes) mod
   * 16. After every 1,024 points, and at the end, lane l takes l + 8, l + 4, l + 2, l + 1 in turn;
   * more than one such block result are combined by the same rule.
   */
  LANES,
  /** IEEE 754-2019 maximum; integers signed; BOOL or. Free of order. */
  MAX,
  MIN,
  /**
   * Adds into the (indirect) result in ascending order of the reduce axes, from what the result
   * buffer holds.
   */
  SCATTER_ADD;

  /** Points of a chunk in FMA_CHAIN and ADD_CHAIN. */
  public static final int KC = 256;

  /** Lanes of LANES. */
  public static final int LANE_COUNT = 16;

  /** Points of a block of LANES. */
  public static final int LANE_BLOCK = 1024;
}
