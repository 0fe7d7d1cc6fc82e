package mind.compiler.check.value;

import mind.compiler.syntax.TypeExpr;

/** A declared type name. */
public sealed interface NamedType permits StructType, NamedType.Alias {

  /** {@code type Name = ..;} in the scope of its declaration. */
  record Alias(String name, TypeExpr type, Scope scope) implements NamedType {}
}
