package mind.runtime;

/**
 * How a program is to be run. Nothing here but the seed changes a result.
 *
 * @param threads that may work on the call at one time, the caller's included; at least 1
 * @param seed for programs that draw random numbers
 * @param check called between pieces of work, on any of the threads; what it throws ends the call.
 *     For cancellation and deadlines.
 */
public record ExecuteOptions(int threads, long seed, Runnable check) {
  public ExecuteOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads);
    }
  }

  /** One thread, seed 0, never cancelled. */
  public static final ExecuteOptions DEFAULT = new ExecuteOptions(1, 0, () -> {});
}
