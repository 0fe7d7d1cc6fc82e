package mind.compiler;

/**
 * A request that no source could satisfy: a target or a form that is not there. Findings in the
 * source are diagnostics.
 */
public final class CompileException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String code;

  public CompileException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable code: E6002. */
  public String code() {
    return code;
  }
}
