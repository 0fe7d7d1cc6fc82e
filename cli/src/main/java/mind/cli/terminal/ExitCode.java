package mind.cli.terminal;

/** What the process says with its status. */
public final class ExitCode {
  public static final int OK = 0;

  /** The program has errors: its diagnostics were printed. */
  public static final int DIAGNOSTICS = 1;

  /** The command line, or a file it names, makes no sense. */
  public static final int USAGE = 2;

  /** The server, or the program while it ran, failed. */
  public static final int FAILURE = 3;

  private ExitCode() {}
}
