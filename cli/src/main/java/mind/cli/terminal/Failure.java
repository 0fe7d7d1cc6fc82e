package mind.cli.terminal;

/** Ends a command with a message for people and an exit code; never shown with a stack trace. */
public final class Failure extends RuntimeException {
  private final int exitCode;

  private Failure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** Something the user typed, or a file they named, is wrong. */
  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  /** The server or the program failed. */
  public static Failure runtime(String message) {
    return new Failure(ExitCode.FAILURE, message);
  }

  public int exitCode() {
    return exitCode;
  }

  /** The message; a Failure always has one. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
