package mind.runtime.cpu;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits for one that works: first it only looks again, since most waits are shorter
 * than any call of the system; then it lets others run, for the one that it waits for may need this
 * core; then it sleeps.
 */
final class Waiting {
  private Waiting() {}

  /** Turns before a thread looks what it can do itself: about 1 us. */
  static final int PATIENCE = 32;

  /** Turns before it lets others run: some 20 us. */
  private static final int SPINS = 512;

  private static final int YIELDS = 128;
  private static final long SLEEP_NANOS = 50_000;

  /** Waits a little; longer the more turns it has waited. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on what yield does
  static void turn(int turn) {
    if (turn < SPINS) {
      Thread.onSpinWait();
    } else if (turn < SPINS + YIELDS) {
      Thread.yield();
    } else {
      Thread.yield(); // an interrupted thread doesn't sleep
      LockSupport.parkNanos(SLEEP_NANOS);
    }
  }
}
