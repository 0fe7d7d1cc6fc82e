package mind.loadtest.peer;

/** A peer that can't do what was asked of it, and why: that is reported, and others go on. */
public final class PeerFailure extends Exception {
  private static final long serialVersionUID = 1;

  public PeerFailure(String message) {
    super(message);
  }

  PeerFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
