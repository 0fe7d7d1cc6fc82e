package mind.cli;

/** Entry point of {@code ./mind}. */
public final class Main {
  private static final int USAGE_ERROR = 2;

  private Main() {}

  /** Runs one command; the exit status is 2 for a usage error. */
  public static void main(String[] args) {
    System.err.println("usage: mind COMMAND [ARGUMENT...]");
    System.exit(USAGE_ERROR);
  }
}
