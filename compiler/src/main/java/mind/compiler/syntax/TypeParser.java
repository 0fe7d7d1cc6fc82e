package mind.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/** Types: scalars, three spellings of tensors, tuples, functions, named types. */
final class TypeParser {
  private static final Expr[] SCALAR = {};

  private final TokenCursor cursor;
  private final Parser parser;

  TypeParser(TokenCursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  TypeExpr type() {
    if (!cursor.enter()) {
      return new TypeExpr.Bad(cursor.start(), cursor.start());
    }
    TypeExpr type = unguarded();
    cursor.leave();
    return type;
  }

  private TypeExpr unguarded() {
    int start = cursor.start();
    if (cursor.is(TokenKind.NAME)) {
      int name = cursor.name();
      if (name == Vocabulary.DIFF && startsType(cursor.peek(1))) {
        cursor.advance();
        return type();
      }
      if (name == Vocabulary.TENSOR_TYPE || name == Vocabulary.TENSOR_MODULE) {
        return tensor();
      }
      cursor.advance();
      return new TypeExpr.Named(start, cursor.endFrom(start), name);
    }
    if (cursor.is(TokenKind.LEFT_PAREN)) {
      return tuple();
    }
    if (cursor.is(TokenKind.FN)) {
      return function();
    }
    cursor.unexpected("a type");
    return new TypeExpr.Bad(start, start);
  }

  private static boolean startsType(TokenKind kind) {
    return kind == TokenKind.NAME || kind == TokenKind.LEFT_PAREN || kind == TokenKind.FN;
  }

  /** Tensor&lt;f32, [2, 3]&gt;, Tensor[f32,(2,3)], tensor&lt;f32[2, 3]&gt; */
  private TypeExpr tensor() {
    int start = cursor.start();
    cursor.advance();
    int open = cursor.index();
    boolean angle = cursor.accept(TokenKind.LESS);
    if (!angle && !cursor.accept(TokenKind.LEFT_BRACKET)) {
      cursor.unexpected("`<` or `[` after `Tensor`, as in `Tensor<f32, [2, 3]>`");
      return new TypeExpr.Bad(start, cursor.endFrom(start));
    }
    TypeExpr element = type();
    Expr[] dims = SCALAR;
    if (cursor.is(TokenKind.LEFT_BRACKET) && angle) {
      dims = dims();
    } else if (cursor.accept(TokenKind.COMMA)) {
      dims = dims();
      cursor.accept(TokenKind.COMMA);
    }
    if (angle && cursor.is(TokenKind.GREATER_EQUAL)) {
      cursor.dropFirstByte(TokenKind.ASSIGN);
      return new TypeExpr.Tensor(start, cursor.start(), element, dims);
    }
    cursor.close(angle ? TokenKind.GREATER : TokenKind.RIGHT_BRACKET, open);
    return new TypeExpr.Tensor(start, cursor.endFrom(start), element, dims);
  }

  private Expr[] dims() {
    int open = cursor.index();
    TokenKind closer =
        cursor.is(TokenKind.LEFT_PAREN) ? TokenKind.RIGHT_PAREN : TokenKind.RIGHT_BRACKET;
    if (!cursor.accept(TokenKind.LEFT_PAREN) && !cursor.accept(TokenKind.LEFT_BRACKET)) {
      cursor.unexpected("dimensions, as in `[2, 3]`");
      return SCALAR;
    }
    return parser.expressions.list(closer, open);
  }

  private TypeExpr tuple() {
    int start = cursor.start();
    int open = cursor.index();
    TypeExpr[] elements = list(open);
    // Parentheses around one type only group, as around one expression.
    if (elements.length == 1 && !cursor.closedAfterComma()) {
      return elements[0];
    }
    return new TypeExpr.Tuple(start, cursor.endFrom(start), elements);
  }

  private TypeExpr[] list(int open) {
    List<TypeExpr> elements = new ArrayList<>();
    cursor.advance();
    while (!cursor.recovering() && !cursor.is(TokenKind.RIGHT_PAREN)) {
      elements.add(type());
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_PAREN, open);
    return elements.toArray(TypeExpr[]::new);
  }

  private TypeExpr function() {
    int start = cursor.start();
    cursor.advance();
    if (!cursor.is(TokenKind.LEFT_PAREN)) {
      cursor.unexpected("`(` after `fn`");
      return new TypeExpr.Bad(start, cursor.endFrom(start));
    }
    TypeExpr[] parameters = list(cursor.index());
    TypeExpr result = new TypeExpr.Tuple(cursor.lastEnd(), cursor.lastEnd(), new TypeExpr[0]);
    if (cursor.accept(TokenKind.ARROW)) {
      result = type();
    }
    return new TypeExpr.Function(start, cursor.endFrom(start), parameters, result);
  }
}
