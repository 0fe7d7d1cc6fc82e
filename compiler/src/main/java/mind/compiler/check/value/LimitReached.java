package mind.compiler.check.value;

/**
 * Ends the check of a program that asks for too much work. It was reported; {@code Frontend} stops
 * there.
 */
public final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LimitReached() {
    super("limit reached", null, false, false);
  }
}
