package mind.compiler.check.value;

import mind.compiler.syntax.Statement;
import org.jspecify.annotations.Nullable;

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

  /** What a function looks like from outside. */
  public record Interface(ValueType[] parameters, Value result) {}

  private final Statement.Function syntax;
  private final Scope scope;
  private State state = State.UNCHECKED;
  private @Nullable Interface face;

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

  /** Null until the function was checked for itself. */
  public @Nullable Interface face() {
    return face;
  }

  public void setInterface(Interface face) {
    this.face = face;
  }
}
