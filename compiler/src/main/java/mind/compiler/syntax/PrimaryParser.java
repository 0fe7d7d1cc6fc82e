package mind.compiler.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The innermost expressions: literals, names, brackets, blocks, conditionals, closures. */
final class PrimaryParser {
  private final TokenCursor cursor;
  private final Parser parser;

  PrimaryParser(TokenCursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  Expr primary() {
    int start = cursor.start();
    int end = cursor.end();
    return switch (cursor.kind()) {
      case NAME -> name();
      case INTEGER -> {
        cursor.advance();
        yield parser.literals.integer(start, end);
      }
      case FLOAT -> {
        cursor.advance();
        yield parser.literals.real(start, end);
      }
      case STRING -> {
        cursor.advance();
        yield parser.literals.string(start, end);
      }
      case TRUE, FALSE -> {
        boolean value = cursor.is(TokenKind.TRUE);
        cursor.advance();
        yield new Expr.BooleanLiteral(start, end, value);
      }
      case BAD -> {
        cursor.advance();
        yield new Expr.Bad(start, end);
      }
      case LEFT_PAREN -> parentheses();
      case LEFT_BRACKET -> {
        int open = cursor.index();
        cursor.advance();
        Expr[] elements = parser.expressions.list(TokenKind.RIGHT_BRACKET, open);
        yield new Expr.Array(start, cursor.endFrom(start), elements);
      }
      case LEFT_BRACE -> blockOrMissing();
      case IF -> conditional();
      case PIPE, OR -> closure();
      case MATCH -> match();
      default -> {
        cursor.unexpected("an expression");
        yield new Expr.Bad(start, start);
      }
    };
  }

  /** A brace where a condition should stand starts what follows the condition. */
  private Expr blockOrMissing() {
    if (!parser.expressions.blockFollows()) {
      return parser.statements.block();
    }
    int start = cursor.start();
    cursor.unexpected("an expression");
    return new Expr.Bad(start, start);
  }

  private Expr name() {
    int start = cursor.start();
    int end = cursor.end();
    int name = cursor.name();
    if (name == Vocabulary.ON && cursor.peek(1) == TokenKind.LEFT_PAREN && placesBlock()) {
      return placement();
    }
    cursor.advance();
    if (cursor.is(TokenKind.LEFT_BRACE)
        && !parser.expressions.blockFollows()
        && startsFields(cursor.peek(1), cursor.peek(2))) {
      return structLiteral(start, name, end);
    }
    return new Expr.Name(start, end, name);
  }

  private static boolean startsFields(TokenKind first, TokenKind second) {
    if (first == TokenKind.RIGHT_BRACE) {
      return true;
    }
    return first == TokenKind.NAME
        && (second == TokenKind.COLON
            || second == TokenKind.COMMA
            || second == TokenKind.RIGHT_BRACE);
  }

  private Expr structLiteral(int start, int name, int nameEnd) {
    int open = cursor.index();
    cursor.advance();
    List<Expr.FieldValue> fields = new ArrayList<>(4);
    while (!cursor.recovering() && cursor.is(TokenKind.NAME)) {
      int fieldStart = cursor.start();
      int fieldEnd = cursor.end();
      int field = cursor.name();
      cursor.advance();
      Expr value =
          cursor.accept(TokenKind.COLON)
              ? parser.expressions.expression()
              : new Expr.Name(fieldStart, fieldEnd, field);
      fields.add(new Expr.FieldValue(field, fieldStart, fieldEnd, value));
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_BRACE, open);
    Expr.FieldValue[] all = fields.toArray(Expr.FieldValue[]::new);
    return new Expr.StructLiteral(start, cursor.endFrom(start), name, nameEnd, all);
  }

  private Expr parentheses() {
    int start = cursor.start();
    int open = cursor.index();
    cursor.advance();
    Expr[] elements = parser.expressions.list(TokenKind.RIGHT_PAREN, open);
    if (elements.length == 1 && !cursor.closedAfterComma()) {
      return elements[0];
    }
    return new Expr.Tuple(start, cursor.endFrom(start), elements);
  }

  private Expr conditional() {
    if (!cursor.enter()) {
      return new Expr.Bad(cursor.start(), cursor.start());
    }
    int start = cursor.start();
    cursor.advance();
    Expr condition = parser.expressions.head();
    if (cursor.recovering()) {
      cursor.skipTo(TokenKind.LEFT_BRACE, TokenKind.LEFT_BRACE);
    }
    Expr.Block then = parser.statements.block();
    Expr otherwise = null;
    if (cursor.accept(TokenKind.ELSE)) {
      otherwise = cursor.is(TokenKind.IF) ? conditional() : parser.statements.block();
    }
    cursor.leave();
    return new Expr.If(start, cursor.endFrom(start), condition, then, otherwise);
  }

  private Expr closure() {
    int start = cursor.start();
    List<Parameter> parameters = new ArrayList<>(2);
    if (!cursor.accept(TokenKind.OR)) {
      int open = cursor.index();
      cursor.advance();
      while (!cursor.recovering() && cursor.is(TokenKind.NAME)) {
        parameters.add(closureParameter());
        if (!cursor.accept(TokenKind.COMMA)) {
          break;
        }
      }
      cursor.close(TokenKind.PIPE, open);
    }
    Expr body = parser.expressions.expression();
    Parameter[] all = parameters.toArray(Parameter[]::new);
    return new Expr.Closure(start, body.end(), all, body);
  }

  private Parameter closureParameter() {
    int start = cursor.start();
    int name = cursor.name();
    cursor.advance();
    @Nullable TypeExpr type = cursor.accept(TokenKind.COLON) ? parser.types.type() : null;
    return new Parameter(start, cursor.endFrom(start), name, type, null);
  }

  /** Whether {@code on(..)} is followed by a block: else {@code on} is an ordinary name. */
  private boolean placesBlock() {
    int open = 0;
    for (int ahead = 1; ; ahead++) {
      switch (cursor.peek(ahead)) {
        case LEFT_PAREN -> open++;
        case RIGHT_PAREN -> {
          if (--open == 0) {
            return cursor.peek(ahead + 1) == TokenKind.LEFT_BRACE;
          }
        }
        case SEMICOLON, LEFT_BRACE, RIGHT_BRACE, END -> {
          return false;
        }
        default -> {}
      }
    }
  }

  private Expr placement() {
    int start = cursor.start();
    cursor.advance();
    int open = cursor.index();
    cursor.advance();
    Expr place = parser.expressions.expression();
    cursor.close(TokenKind.RIGHT_PAREN, open);
    Expr.Block body = parser.statements.block();
    return new Expr.On(start, cursor.endFrom(start), place, body);
  }

  private Expr match() {
    int start = cursor.start();
    cursor.advance();
    parser.expressions.head();
    if (!cursor.is(TokenKind.LEFT_BRACE)) {
      cursor.unexpected("`{` after the value of `match`");
      return new Expr.Bad(start, cursor.endFrom(start));
    }
    cursor.skipBlock();
    return new Expr.Match(start, cursor.endFrom(start));
  }
}
