package mind.compiler.ir;

/**
 * A violated rule of the IR, with the diagnostic code that names it. The checker rules these out
 * before it builds.
 */
public final class IrException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String code;
  private final int line;

  public IrException(String code, String message) {
    this(code, message, 0);
  }

  private IrException(String code, String message, int line) {
    super(message);
    this.code = code;
    this.line = line;
  }

  /** The same violation, found in that line of a text. */
  IrException at(int number) {
    return new IrException(code, problem(), number);
  }

  /** The line of the text that was read, from 1; 0 if there was none. */
  public int line() {
    return line;
  }

  /** What is wrong, without the line. */
  public String problem() {
    return String.valueOf(super.getMessage());
  }

  @Override
  public String getMessage() {
    return line == 0 ? problem() : "line " + line + ": " + problem();
  }

  /** The stable code: E4003. */
  public String code() {
    return code;
  }
}
