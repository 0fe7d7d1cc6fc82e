package mind.compiler.check;

import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Node;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** Where a dimension's name stands first: for diagnostics only. */
record DimensionFinder(int name) {

  /** The name's place in the parameters' types; the first parameter if it's within a struct. */
  Node find(Parameter[] parameters) {
    for (Parameter parameter : parameters) {
      TypeExpr type = parameter.type();
      Node found = type == null ? null : find(type);
      if (found != null) {
        return found;
      }
    }
    return parameters[0];
  }

  private @Nullable Node find(TypeExpr type) {
    TypeExpr[] inner = type instanceof TypeExpr.Tuple t ? t.elements() : new TypeExpr[0];
    for (TypeExpr element : inner) {
      Node found = find(element);
      if (found != null) {
        return found;
      }
    }
    Expr[] dims = type instanceof TypeExpr.Tensor t ? t.dims() : new Expr[0];
    for (Expr dim : dims) {
      if (mentions(dim)) {
        return dim;
      }
    }
    return null;
  }

  private boolean mentions(Expr dim) {
    return switch (dim) {
      case Expr.Name n -> n.name() == name;
      case Expr.Unary u -> mentions(u.operand());
      case Expr.Binary b -> mentions(b.left()) || mentions(b.right());
      default -> false;
    };
  }
}
