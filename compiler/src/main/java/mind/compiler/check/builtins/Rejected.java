package mind.compiler.check.builtins;

/** Ends the composition of a built-in whose arguments were found wrong and reported. */
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1;

  Rejected() {
    super("rejected", null, false, false);
  }
}
