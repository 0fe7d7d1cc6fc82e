package mind.compiler.syntax;

/** An argument of a call; {@code name} is -1 for a positional one. */
public record Argument(int start, int end, int name, Expr value) implements Node {
  public boolean isKeyword() {
    return name >= 0;
  }
}
