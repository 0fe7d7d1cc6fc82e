package mind.compiler.ir;

/**
 * A violated rule of the IR, with the diagnostic code that names it. The checker rules these out
 * before it builds.
 */
public final class IrException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String code;

  public IrException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable code: E4003. */
  public String code() {
    return code;
  }
}
