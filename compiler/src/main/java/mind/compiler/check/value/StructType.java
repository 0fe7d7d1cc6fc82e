package mind.compiler.check.value;

import java.util.HashMap;
import java.util.Map;
import mind.compiler.syntax.Names;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;

/** A declared struct. Two are the same only if they are the same declaration. */
public final class StructType implements NamedType {
  /** More fields than this are found by table. */
  private static final int SEARCHED = 32;

  private final Statement.Struct syntax;
  private final Names names;
  private final Scope scope;
  private Map<Integer, Integer> positions = Map.of();

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
    if (fields.length > SEARCHED) {
      return positions().getOrDefault(name, -1);
    }
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name() == name) {
        return i;
      }
    }
    return -1;
  }

  private Map<Integer, Integer> positions() {
    if (positions.isEmpty()) {
      Parameter[] fields = syntax.fields();
      positions = new HashMap<>(2 * fields.length);
      for (int i = 0; i < fields.length; i++) {
        positions.putIfAbsent(fields[i].name(), i);
      }
    }
    return positions;
  }
}
