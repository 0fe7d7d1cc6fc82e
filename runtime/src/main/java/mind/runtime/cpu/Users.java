package mind.runtime.cpu;

/**
 * Counts who uses something, its owner among them until that closes it; when nobody does any more
 * it is let go.
 */
final class Users {
  private final String what;
  private final Runnable release;
  private int users = 1;
  private boolean closed;

  Users(String what, Runnable release) {
    this.what = what;
    this.release = release;
  }

  /**
   * One more.
   *
   * @throws IllegalStateException if it is closed
   */
  synchronized void enter() {
    if (closed) {
      throw new IllegalStateException(what + " is closed");
    }
    users++;
  }

  void leave() {
    synchronized (this) {
      if (--users > 0) {
        return;
      }
    }
    release.run();
  }

  /** The owner's leaving; again does nothing. */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    leave();
  }
}
