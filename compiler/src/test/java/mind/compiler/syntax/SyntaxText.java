package mind.compiler.syntax;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Syntax trees as text with every grouping shown, for tests. */
public final class SyntaxText {
  private final Names names;

  public SyntaxText(Names names) {
    this.names = names;
  }

  String of(Expr e) {
    return switch (e) {
      case Expr.IntegerLiteral n -> Long.toString(n.value());
      case Expr.FloatLiteral n -> Double.toString(n.wide());
      case Expr.BooleanLiteral b -> Boolean.toString(b.value());
      case Expr.StringLiteral s -> "\"" + s.text() + "\"";
      case Expr.Name n -> names.text(n.name());
      case Expr.Unary u -> "(" + u.operator().text() + of(u.operand()) + ")";
      case Expr.Binary b ->
          "(" + of(b.left()) + " " + b.operator().text() + " " + of(b.right()) + ")";
      case Expr.Cast c -> "(" + of(c.value()) + " as " + of(c.type()) + ")";
      case Expr.Call c ->
          of(c.callee())
              + Arrays.stream(c.arguments())
                  .map(a -> (a.isKeyword() ? names.text(a.name()) + "=" : "") + of(a.value()))
                  .collect(Collectors.joining(", ", "(", ")"));
      case Expr.Index i ->
          of(i.base())
              + Arrays.stream(i.subscripts())
                  .map(this::of)
                  .collect(Collectors.joining(", ", "[", "]"));
      case Expr.Field f -> of(f.base()) + "." + names.text(f.name());
      case Expr.Part p -> of(p.base()) + "." + p.index();
      case Expr.Tuple t -> "(" + list(t.elements()) + ",)";
      case Expr.Array a -> "[" + list(a.elements()) + "]";
      case Expr.StructLiteral s ->
          names.text(s.name())
              + Arrays.stream(s.fields())
                  .map(f -> names.text(f.name()) + ": " + of(f.value()))
                  .collect(Collectors.joining(", ", " {", "}"));
      case Expr.Block b -> block(b);
      case Expr.If i ->
          "if "
              + of(i.condition())
              + " "
              + of(i.then())
              + (i.otherwise() == null ? "" : " else " + optional(i.otherwise()));
      case Expr.Closure c -> parameters(c.parameters(), "|", "|") + " " + of(c.body());
      case Expr.On o -> "on(" + of(o.place()) + ") " + of(o.body());
      case Expr.Match m -> "match";
      case Expr.Bad b -> "?";
    };
  }

  private String optional(@Nullable Expr e) {
    return e == null ? "" : of(e);
  }

  private String list(Expr[] elements) {
    return Arrays.stream(elements).map(this::of).collect(Collectors.joining(", "));
  }

  private String of(Subscript s) {
    return switch (s) {
      case Subscript.At a -> of(a.value());
      case Subscript.Ellipsis e -> "...";
      case Subscript.Slice c ->
          optional(c.from()) + ":" + optional(c.to()) + ":" + optional(c.step());
    };
  }

  private String parameters(Parameter[] parameters, String open, String close) {
    return Arrays.stream(parameters)
        .map(p -> {
          TypeExpr type = p.type();
          return names.text(p.name())
              + (type == null ? "" : ": " + of(type))
              + (p.defaultValue() == null ? "" : " = " + optional(p.defaultValue()));
        })
        .collect(Collectors.joining(", ", open, close));
  }

  String of(TypeExpr t) {
    return switch (t) {
      case TypeExpr.Named n -> names.text(n.name());
      case TypeExpr.Tensor x -> of(x.element()) + "[" + list(x.dims()) + "]";
      case TypeExpr.Tuple x -> "(" + types(x.elements()) + ")";
      case TypeExpr.Function f -> "fn(" + types(f.parameters()) + ") -> " + of(f.result());
      case TypeExpr.Bad b -> "?";
    };
  }

  private String types(TypeExpr[] types) {
    return Arrays.stream(types).map(this::of).collect(Collectors.joining(", "));
  }

  private String block(Expr.Block b) {
    return "{" + body(b) + "}";
  }

  public String body(Expr.Block b) {
    String statements =
        Arrays.stream(b.statements()).map(this::of).collect(Collectors.joining(" "));
    return (statements + " " + optional(b.value())).trim();
  }

  private String of(Pattern p) {
    return switch (p) {
      case Pattern.Name n -> names.text(n.name());
      case Pattern.Tuple t ->
          Arrays.stream(t.parts()).map(this::of).collect(Collectors.joining(", ", "(", ")"));
      case Pattern.Struct s ->
          names.text(s.struct())
              + Arrays.stream(s.parts()).map(this::of).collect(Collectors.joining(", ", " {", "}"));
      case Pattern.Bad b -> "?";
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private String of(Statement s) {
    return switch (s) {
      case Statement.Let l -> {
        TypeExpr type = l.type();
        yield "let "
            + (l.mutable() ? "mut " : "")
            + of(l.pattern())
            + orEmpty(type == null ? null : ": " + of(type))
            + " = "
            + of(l.value())
            + ";";
      }
      case Statement.Assign a -> {
        Expr.BinaryOperator operator = a.operator();
        yield of(a.target())
            + " "
            + orEmpty(operator == null ? null : operator.text())
            + "= "
            + of(a.value())
            + ";";
      }
      case Statement.Evaluate e -> of(e.value()) + ";";
      case Statement.Return r -> "return " + optional(r.value()) + ";";
      case Statement.For f ->
          "for "
              + names.text(f.name())
              + " in "
              + of(f.from())
              + ".."
              + of(f.to())
              + " "
              + of(f.body());
      case Statement.While w -> "while";
      case Statement.Function f -> {
        TypeExpr result = f.result();
        yield "fn "
            + names.text(f.name())
            + parameters(f.parameters(), "(", ")")
            + orEmpty(result == null ? null : " -> " + of(result))
            + " "
            + of(f.body());
      }
      case Statement.Struct x ->
          "struct " + names.text(x.name()) + parameters(x.fields(), " {", "}");
      case Statement.TypeAlias t -> "type " + names.text(t.name()) + " = " + of(t.type()) + ";";
      case Statement.Const c -> "const " + names.text(c.name()) + " = " + of(c.value()) + ";";
      case Statement.Import i ->
          "import "
              + Arrays.stream(i.path()).mapToObj(names::text).collect(Collectors.joining("."))
              + Arrays.stream(i.selected())
                  .map(x -> " " + names.text(x.name()) + ">" + names.text(x.alias()))
                  .collect(Collectors.joining())
              + (i.alias() >= 0 ? " as " + names.text(i.alias()) : "")
              + ";";
      case Statement.Export e ->
          "export "
              + Arrays.stream(e.names()).mapToObj(names::text).collect(Collectors.joining(", "))
              + ";";
      case Statement.Bad b -> "?";
    };
  }
}
