package mind.compiler.syntax;

import org.jspecify.annotations.Nullable;

/** A parameter of a function or closure; only a closure's may lack a type. */
public record Parameter(
    int start, int end, int name, @Nullable TypeExpr type, @Nullable Expr defaultValue)
    implements Node {}
