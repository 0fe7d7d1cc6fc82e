package mind.compiler.check.value;

import mind.compiler.syntax.Statement;

/** A function of the program, with the scope it was declared in and how far its check has come. */
public final class UserFunction {

  /** A function is looked at once for itself, with its dimensions as names. */
  public enum State {
    UNCHECKED,
    CHECKING,
    SOUND,
    /** It has errors of its own: calls of it say nothing more. */
    UNSOUND
  }

  private final Statement.Function syntax;
  private final Scope scope;
  private State state = State.UNCHECKED;

  public UserFunction(Statement.Function syntax, Scope scope) {
    this.syntax = syntax;
    this.scope = scope;
  }

  public Statement.Function syntax() {
    return syntax;
  }

  public Scope scope() {
    return scope;
  }

  public State state() {
    return state;
  }

  public void setState(State state) {
    this.state = state;
  }
}
