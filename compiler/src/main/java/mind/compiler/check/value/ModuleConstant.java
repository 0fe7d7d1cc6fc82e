package mind.compiler.check.value;

import mind.compiler.syntax.Statement;
import org.jspecify.annotations.Nullable;

/** {@code const N = ..;}: evaluated at its first use, wherever it stands. */
public final class ModuleConstant {
  private final Statement.Const syntax;
  private final Scope scope;
  private @Nullable Value value;
  private boolean evaluating;

  public ModuleConstant(Statement.Const syntax, Scope scope) {
    this.syntax = syntax;
    this.scope = scope;
  }

  public Statement.Const syntax() {
    return syntax;
  }

  public Scope scope() {
    return scope;
  }

  public @Nullable Value value() {
    return value;
  }

  public void setValue(Value value) {
    this.value = value;
  }

  public boolean evaluating() {
    return evaluating;
  }

  public void setEvaluating(boolean evaluating) {
    this.evaluating = evaluating;
  }
}
