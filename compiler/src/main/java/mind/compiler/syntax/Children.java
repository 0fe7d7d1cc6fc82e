package mind.compiler.syntax;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The expressions and statements directly within another. */
public final class Children {
  private final Consumer<Expr> exprs;
  private final Consumer<Statement> statements;

  public Children(Consumer<Expr> exprs, Consumer<Statement> statements) {
    this.exprs = exprs;
    this.statements = statements;
  }

  public void of(Expr expr) {
    switch (expr) {
      case Expr.Unary u -> exprs.accept(u.operand());
      case Expr.Binary b -> {
        exprs.accept(b.left());
        exprs.accept(b.right());
      }
      case Expr.Cast c -> exprs.accept(c.value());
      case Expr.Call c -> {
        exprs.accept(c.callee());
        for (Argument argument : c.arguments()) {
          exprs.accept(argument.value());
        }
      }
      case Expr.Index i -> {
        exprs.accept(i.base());
        for (Subscript subscript : i.subscripts()) {
          of(subscript);
        }
      }
      case Expr.Field f -> exprs.accept(f.base());
      case Expr.Part p -> exprs.accept(p.base());
      case Expr.Tuple t -> all(t.elements());
      case Expr.Array a -> all(a.elements());
      case Expr.StructLiteral s -> {
        for (Expr.FieldValue field : s.fields()) {
          exprs.accept(field.value());
        }
      }
      case Expr.Block b -> {
        for (Statement statement : b.statements()) {
          statements.accept(statement);
        }
        optional(b.value());
      }
      case Expr.If i -> {
        exprs.accept(i.condition());
        exprs.accept(i.then());
        optional(i.otherwise());
      }
      case Expr.Closure c -> exprs.accept(c.body());
      case Expr.On o -> exprs.accept(o.body());
      case Expr.Match m -> {}
      case Expr.Name n -> {}
      case Expr.IntegerLiteral n -> {}
      case Expr.FloatLiteral n -> {}
      case Expr.BooleanLiteral b -> {}
      case Expr.StringLiteral s -> {}
      case Expr.Bad b -> {}
    }
  }

  private void of(Subscript subscript) {
    switch (subscript) {
      case Subscript.At a -> exprs.accept(a.value());
      case Subscript.Slice s -> {
        optional(s.from());
        optional(s.to());
        optional(s.step());
      }
      case Subscript.Ellipsis e -> {}
    }
  }

  public void of(Statement statement) {
    switch (statement) {
      case Statement.Let l -> exprs.accept(l.value());
      case Statement.Assign a -> {
        exprs.accept(a.target());
        exprs.accept(a.value());
      }
      case Statement.Evaluate e -> exprs.accept(e.value());
      case Statement.Return r -> optional(r.value());
      case Statement.For f -> {
        exprs.accept(f.from());
        exprs.accept(f.to());
        exprs.accept(f.body());
      }
      case Statement.Function f -> {
        for (Parameter parameter : f.parameters()) {
          optional(parameter.defaultValue());
        }
        exprs.accept(f.body());
      }
      case Statement.Const c -> exprs.accept(c.value());
      case Statement.While w -> {}
      case Statement.Struct s -> {}
      case Statement.TypeAlias t -> {}
      case Statement.Import i -> {}
      case Statement.Export e -> {}
      case Statement.Bad b -> {}
    }
  }

  private void all(Expr[] elements) {
    for (Expr element : elements) {
      exprs.accept(element);
    }
  }

  private void optional(@Nullable Expr expr) {
    if (expr != null) {
      exprs.accept(expr);
    }
  }

  /** The sizes in a type. */
  public static void dims(TypeExpr type, Consumer<Expr> each) {
    switch (type) {
      case TypeExpr.Tensor t -> {
        for (Expr dim : t.dims()) {
          each.accept(dim);
        }
      }
      case TypeExpr.Tuple t -> {
        for (TypeExpr element : t.elements()) {
          dims(element, each);
        }
      }
      case TypeExpr.Function f -> {
        for (TypeExpr parameter : f.parameters()) {
          dims(parameter, each);
        }
        dims(f.result(), each);
      }
      case TypeExpr.Named n -> {}
      case TypeExpr.Bad b -> {}
    }
  }
}
