package mind.compiler.format;

import mind.compiler.format.Layout.Brackets;
import mind.compiler.format.Layout.Separator;
import mind.compiler.syntax.Argument;
import mind.compiler.syntax.Expr;
import mind.compiler.syntax.Parameter;
import mind.compiler.syntax.Statement;
import mind.compiler.syntax.Subscript;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.TypeExpr;
import org.jspecify.annotations.Nullable;

/** Walks the syntax tree and marks the tokens of statements, types and single expressions. */
final class Marker {
  private final Pieces pieces;
  private final Layout layout;
  private final ChainMarker chains;

  Marker(Pieces pieces, Layout layout) {
    this.pieces = pieces;
    this.layout = layout;
    this.chains = new ChainMarker(pieces, layout, this);
  }

  void program(Expr.Block body) {
    emptyStatements(0);
    statements(body);
  }

  private void statements(Expr.Block block) {
    for (Statement statement : block.statements()) {
      statement(statement);
      int next = pieces.from(statement.end());
      if (pieces.is(next, TokenKind.SEMICOLON) && needsSemicolon(statement, next)) {
        next++;
      }
      emptyStatements(next);
      while (layout.left[next]) {
        next++;
      }
      layout.separate(next, Separator.STATEMENT);
    }
    if (block.value() != null) {
      expression(block.value());
    }
  }

  /**
   * Whether a semicolon at {@code next} is the statement's own; an empty statement's is left out.
   */
  private boolean needsSemicolon(Statement statement, int next) {
    boolean block = statement instanceof Statement.Function || statement instanceof Statement.For;
    return !block && !pieces.is(next - 1, TokenKind.SEMICOLON);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Let l -> {
        optional(l.type());
        expression(l.value());
      }
      case Statement.Assign a -> {
        expression(a.target());
        expression(a.value());
      }
      case Statement.Evaluate e -> expression(e.value());
      case Statement.Return r -> optional(r.value());
      case Statement.For f -> {
        expression(f.from());
        expression(f.to());
        block(f.body(), false);
      }
      case Statement.While w -> verbatim(w.start(), w.end());
      case Statement.Function f -> function(f);
      case Statement.Struct s -> struct(s);
      case Statement.TypeAlias t -> type(t.type());
      case Statement.Const c -> {
        optional(c.type());
        expression(c.value());
      }
      case Statement.Import i -> names(i);
      case Statement.Export e -> names(e);
      case Statement.Bad b -> {}
    }
  }

  private void verbatim(int start, int end) {
    int first = pieces.from(start);
    layout.verbatimTo[first] = pieces.before(end);
  }

  /** Names without brackets around them break below the word they follow. */
  private void names(Statement statement) {
    int first = pieces.from(statement.start());
    int last = pieces.before(statement.end());
    for (int i = first; i <= last; i++) {
      if (pieces.opens(i)) {
        return;
      }
    }
    layout.group(first, last);
    layout.indent(first + 1, last);
  }

  private void function(Statement.Function f) {
    layout.group(pieces.from(f.start()), pieces.before(f.end()));
    layout.brackets[pieces.from(f.nameEnd())] = Brackets.LIST;
    parameters(f.parameters());
    optional(f.result());
    block(f.body(), true);
  }

  private void struct(Statement.Struct s) {
    parameters(s.fields());
    asWritten(pieces.from(s.nameEnd()));
  }

  private void parameters(Parameter[] parameters) {
    for (Parameter p : parameters) {
      optional(p.type());
      optional(p.defaultValue());
    }
  }

  /** Brackets whose author broke the line after the first one stay broken. */
  private void asWritten(int opening) {
    layout.broken[opening] = pieces.endsLine(opening) && !pieces.closes(opening + 1);
  }

  /**
   * A block is broken; but one with nothing but a value stays on a line if it was written on one.
   */
  void block(Expr.Block block, boolean mayBeLine) {
    int opening = pieces.from(block.start());
    boolean line =
        mayBeLine
            && block.statements().length == 0
            && block.value() != null
            && !pieces.is(opening + 1, TokenKind.SEMICOLON)
            && !pieces.endsLine(opening);
    layout.brackets[opening] = line ? Brackets.LINE_BLOCK : Brackets.BLOCK;
    emptyStatements(opening + 1);
    statements(block);
  }

  private void emptyStatements(int first) {
    for (int i = first; pieces.is(i, TokenKind.SEMICOLON); i++) {
      layout.left[i] = true;
    }
  }

  private void optional(@Nullable Expr expr) {
    if (expr != null) {
      expression(expr);
    }
  }

  private void optional(@Nullable TypeExpr type) {
    if (type != null) {
      type(type);
    }
  }

  void type(TypeExpr type) {
    switch (type) {
      case TypeExpr.Named n -> {}
      case TypeExpr.Tensor t -> tensor(t);
      case TypeExpr.Tuple t -> types(t.elements());
      case TypeExpr.Function f -> {
        types(f.parameters());
        type(f.result());
      }
      case TypeExpr.Bad b -> {}
    }
  }

  private void types(TypeExpr[] types) {
    for (TypeExpr type : types) {
      type(type);
    }
  }

  /** The angle brackets are operators to the lexer; their commas are none of the list around. */
  private void tensor(TypeExpr.Tensor t) {
    int opening = pieces.from(t.start()) + 1;
    layout.separate(opening, Separator.NONE);
    if (pieces.is(opening, TokenKind.LESS)) {
      layout.separate(opening + 1, Separator.NONE);
      int closing = pieces.before(t.end());
      layout.separate(closing, Separator.NONE);
      for (int i = opening + 1; i < closing; i++) {
        if (pieces.opens(i)) {
          i = pieces.partner(i);
        } else if (pieces.is(i, TokenKind.COMMA)) {
          innerComma(i);
        }
      }
    } else {
      layout.brackets[opening] = Brackets.AROUND;
    }
    type(t.element());
    for (Expr dim : t.dims()) {
      expression(dim);
    }
  }

  private void innerComma(int comma) {
    layout.inner[comma] = true;
    if (layout.separators[comma + 1] == null) {
      layout.separate(comma + 1, Separator.SPACE);
    }
  }

  void expression(Expr expr) {
    switch (expr) {
      case Expr.Unary u -> {
        layout.separate(pieces.from(u.start()) + 1, Separator.NONE);
        expression(u.operand());
      }
      case Expr.Binary b -> chains.operators(b);
      case Expr.Cast c -> {
        expression(c.value());
        type(c.type());
      }
      case Expr.Call c -> chains.links(c);
      case Expr.Index i -> chains.links(i);
      case Expr.Field f -> chains.links(f);
      case Expr.Part p -> chains.links(p);
      case Expr.Tuple t -> all(t.elements());
      case Expr.Array a -> array(a);
      case Expr.StructLiteral s -> {
        asWritten(pieces.from(s.nameEnd()));
        for (Expr.FieldValue field : s.fields()) {
          expression(field.value());
        }
      }
      case Expr.Block b -> braced(b);
      case Expr.If i -> {
        layout.group(pieces.from(i.start()), pieces.before(i.end()));
        conditional(i);
      }
      case Expr.Closure c -> closure(c);
      case Expr.On o -> {
        layout.separate(pieces.from(o.start()) + 1, Separator.NONE);
        layout.brackets[pieces.from(o.start()) + 1] = Brackets.AROUND;
        expression(o.place());
        braced(o.body());
      }
      case Expr.Match m -> verbatim(m.start(), m.end());
      case Expr.Name n -> {}
      case Expr.IntegerLiteral n -> {}
      case Expr.FloatLiteral n -> {}
      case Expr.BooleanLiteral b -> {}
      case Expr.StringLiteral s -> {}
      case Expr.Bad b -> {}
    }
  }

  private void all(Expr[] exprs) {
    for (Expr expr : exprs) {
      expression(expr);
    }
  }

  /** A block in a group of its own. */
  private void braced(Expr.Block block) {
    layout.group(pieces.from(block.start()), pieces.before(block.end()));
    block(block, true);
  }

  /** Rows of numbers are filled; the rows of a matrix stay on lines of their own. */
  private void array(Expr.Array a) {
    int opening = pieces.from(a.start());
    boolean rows = a.elements().length > 0;
    boolean numbers = a.elements().length > 0;
    for (Expr element : a.elements()) {
      rows &= element instanceof Expr.Array;
      numbers &= isNumber(element);
      expression(element);
    }
    if (rows) {
      asWritten(opening);
    }
    if (numbers) {
      int closing = pieces.partner(opening);
      for (int i = opening + 1; i < closing; i++) {
        if (pieces.is(i, TokenKind.COMMA) && i + 1 < closing) {
          layout.separate(i + 1, Separator.FILL);
        }
      }
    }
  }

  private static boolean isNumber(Expr e) {
    Expr unsigned = e instanceof Expr.Unary u ? u.operand() : e;
    return unsigned instanceof Expr.IntegerLiteral || unsigned instanceof Expr.FloatLiteral;
  }

  /** All branches are broken if one is: their lines belong to the group around. */
  private void conditional(Expr.If i) {
    expression(i.condition());
    block(i.then(), true);
    switch (i.otherwise()) {
      case null -> {}
      case Expr.If other -> conditional(other);
      case Expr.Block other -> block(other, true);
      default -> expression(i.otherwise());
    }
  }

  private void closure(Expr.Closure c) {
    int opening = pieces.from(c.start());
    int closing = opening;
    if (pieces.is(opening, TokenKind.PIPE)) {
      layout.separate(opening + 1, Separator.NONE);
      closing = opening + 1;
      parameters(c.parameters());
      for (Parameter p : c.parameters()) {
        closing = pieces.before(p.end()) + 1;
        if (pieces.is(closing, TokenKind.COMMA)) {
          innerComma(closing++);
        }
      }
      layout.separate(closing, Separator.NONE);
    }
    layout.separate(closing + 1, Separator.SPACE);
    expression(c.body());
  }

  void arguments(Argument[] arguments) {
    for (Argument argument : arguments) {
      if (argument.isKeyword()) {
        int name = pieces.from(argument.start());
        layout.separate(name + 1, Separator.NONE);
        layout.separate(name + 2, Separator.NONE);
      }
      expression(argument.value());
    }
  }

  void subscript(Subscript subscript) {
    switch (subscript) {
      case Subscript.At a -> expression(a.value());
      case Subscript.Slice s -> {
        colons(pieces.from(s.start()), pieces.before(s.end()));
        optional(s.from());
        optional(s.to());
        optional(s.step());
      }
      case Subscript.Ellipsis e -> {}
    }
  }

  /** A slice is written without spaces; but two colons with nothing between are no path. */
  private void colons(int first, int last) {
    for (int i = first; i <= last; i++) {
      if (pieces.opens(i)) {
        i = pieces.partner(i);
      } else if (pieces.is(i, TokenKind.COLON) || pieces.is(i, TokenKind.PATH)) {
        boolean second = pieces.is(i - 1, TokenKind.COLON);
        if (i > first) {
          layout.separate(i, second ? Separator.SPACE : Separator.NONE);
        }
        if (!pieces.closes(i + 1) && !pieces.is(i + 1, TokenKind.COMMA)) {
          layout.separate(i + 1, Separator.NONE);
        }
      }
    }
  }
}
