package mind.runtime;

import java.util.List;

/**
 * A program that can't be loaded or run, with a diagnostic code (E6xxx) and a message for people.
 */
public final class RuntimeFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final List<String> printed;

  public RuntimeFailure(String code, String message) {
    this(code, message, List.of());
  }

  /** A run that failed after the program had printed this. */
  public RuntimeFailure(String code, String message, List<String> printed) {
    super(message);
    this.code = code;
    this.printed = List.copyOf(printed);
  }

  public RuntimeFailure(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.printed = List.of();
  }

  /** The diagnostic code, such as E6001. */
  public String code() {
    return code;
  }

  /** What the program had printed before, a text for each print. */
  public List<String> printed() {
    return printed;
  }
}
