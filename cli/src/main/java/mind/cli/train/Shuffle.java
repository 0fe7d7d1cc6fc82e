package mind.cli.train;

/**
 * The order of rows in an epoch: a Fisher-Yates shuffle fed by SplitMix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", 2014). Written out here because two runs, on
 * any Java, must train on the same batches.
 */
final class Shuffle {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private Shuffle(long seed, long epoch) {
    this.state = mix(seed) ^ mix(~epoch);
  }

  /** A permutation of 0 .. count-1. */
  static int[] order(int count, long seed, long epoch) {
    Shuffle random = new Shuffle(seed, epoch);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Uniform up to a bias of 2^-33 and less, which no training notices. */
  private int below(int bound) {
    state += GOLDEN_GAMMA;
    return (int) Math.unsignedMultiplyHigh(mix(state), bound);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
