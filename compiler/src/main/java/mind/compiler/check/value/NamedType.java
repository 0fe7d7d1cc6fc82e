package mind.compiler.check.value;

import mind.compiler.syntax.TypeExpr;

/** A declared type name. */
public sealed interface NamedType permits StructType, NamedType.Alias {

  /** {@code type Name = ..;} */
  record Alias(TypeExpr type) implements NamedType {}
}
