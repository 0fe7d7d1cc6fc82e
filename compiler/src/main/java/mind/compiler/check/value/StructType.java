package mind.compiler.check.value;

import mind.compiler.syntax.Names;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;

/** A declared struct. Two are the same only if they are the same declaration. */
public final class StructType implements NamedType {
  private final Statement.Struct syntax;
  private final Names names;
  private final Scope scope;

  public StructType(Statement.Struct syntax, Names names, Scope scope) {
    this.syntax = syntax;
    this.names = names;
    this.scope = scope;
  }

  public String name() {
    return names.text(syntax.name());
  }

  public Scope scope() {
    return scope;
  }

  public Parameter[] fields() {
    return syntax.fields();
  }

  public Statement.Struct syntax() {
    return syntax;
  }

  public String fieldName(int i) {
    return names.text(syntax.fields()[i].name());
  }

  /** The position of a field by the number of its name; -1 if there is none. */
  public int field(int name) {
    Parameter[] fields = syntax.fields();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name() == name) {
        return i;
      }
    }
    return -1;
  }
}
