package mind.runtime;

/**
 * A program that can't be loaded or run, with a diagnostic code (E6xxx) and a message for people.
 */
public final class RuntimeFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  public RuntimeFailure(String code, String message) {
    super(message);
    this.code = code;
  }

  public RuntimeFailure(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The diagnostic code, such as E6001. */
  public String code() {
    return code;
  }
}
