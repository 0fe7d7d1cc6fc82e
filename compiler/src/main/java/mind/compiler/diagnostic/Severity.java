package mind.compiler.diagnostic;

/** How bad it is: a program with an error isn't compiled. */
public enum Severity {
  ERROR("error"),
  WARNING("warning");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
