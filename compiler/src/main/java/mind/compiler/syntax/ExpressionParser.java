package mind.compiler.syntax;

import mind.compiler.syntax.Expr.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Expressions by precedence climbing: a chain of one level is a loop, only nesting recurses. */
final class ExpressionParser {
  private static final int LOWEST = BinaryOperator.OR.precedence();
  private static final int COMPARISON = BinaryOperator.EQUAL.precedence();

  private final TokenCursor cursor;
  private final Parser parser;
  private final PrimaryParser primary;

  /** Whether a brace after a name starts a block here, as after {@code if x}, and no struct. */
  private boolean blockFollows;

  ExpressionParser(TokenCursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.primary = new PrimaryParser(cursor, parser);
  }

  Expr expression() {
    if (isAlone()) {
      return primary.primary();
    }
    boolean outer = blockFollows;
    blockFollows = false;
    Expr result = binary(LOWEST);
    blockFollows = outer;
    return result;
  }

  /** Whether the token here is an expression by itself, as most are: no operator can follow it. */
  private boolean isAlone() {
    return switch (cursor.kind()) {
      case NAME, INTEGER ->
          switch (cursor.peek(1)) {
            case COMMA, SEMICOLON, RIGHT_PAREN, RIGHT_BRACKET -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /**
   * An expression that starts a statement. A block there is a statement of its own: what follows
   * {@code if c { .. }} is not applied to it, unless it is a field or method.
   */
  Expr statementExpression() {
    return switch (cursor.kind()) {
      case IF, LEFT_BRACE, MATCH -> {
        Expr block = primary.primary();
        yield cursor.is(TokenKind.DOT) ? binaryFrom(postfixFrom(block), LOWEST) : block;
      }
      default -> expression();
    };
  }

  /** An expression that a block follows: a condition, a loop's range. */
  Expr head() {
    boolean outer = blockFollows;
    blockFollows = true;
    Expr result = binary(LOWEST);
    blockFollows = outer;
    return result;
  }

  boolean blockFollows() {
    return blockFollows;
  }

  private Expr binary(int minimum) {
    return binaryFrom(cast(), minimum);
  }

  private Expr binaryFrom(Expr first, int minimum) {
    Expr left = first;
    boolean compared = false;
    while (!cursor.recovering()) {
      BinaryOperator operator = operator(cursor.kind());
      if (operator == null || operator.precedence() < minimum) {
        return left;
      }
      int at = cursor.start();
      cursor.advance();
      int level = operator.precedence();
      if (compared && level == COMPARISON) {
        cursor.reportWithHelp(
            at,
            cursor.lastEnd(),
            "comparisons can't be chained",
            "write `a < b && b < c` for `a < b < c`");
        left = new Expr.Bad(left.start(), binary(level + 1).end());
        continue;
      }
      compared = level == COMPARISON;
      Expr right = binary(level + 1);
      left = new Expr.Binary(left.start(), right.end(), operator, at, left, right);
    }
    return left;
  }

  private static @Nullable BinaryOperator operator(TokenKind kind) {
    return switch (kind) {
      case PLUS -> BinaryOperator.ADD;
      case MINUS -> BinaryOperator.SUBTRACT;
      case STAR -> BinaryOperator.MULTIPLY;
      case SLASH -> BinaryOperator.DIVIDE;
      case PERCENT -> BinaryOperator.REMAINDER;
      case AT -> BinaryOperator.MATMUL;
      case EQUAL -> BinaryOperator.EQUAL;
      case NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case LESS -> BinaryOperator.LESS;
      case LESS_EQUAL -> BinaryOperator.LESS_EQUAL;
      case GREATER -> BinaryOperator.GREATER;
      case GREATER_EQUAL -> BinaryOperator.GREATER_EQUAL;
      case AND -> BinaryOperator.AND;
      case OR -> BinaryOperator.OR;
      default -> null;
    };
  }

  private Expr cast() {
    Expr value = unary();
    int casts = 0;
    while (cursor.accept(TokenKind.AS)) {
      casts++;
      cursor.enter();
      TypeExpr type = parser.types.type();
      value = new Expr.Cast(value.start(), type.end(), value, type);
    }
    for (; casts > 0; casts--) {
      cursor.leave();
    }
    return value;
  }

  private Expr unary() {
    if (!cursor.enter()) {
      return new Expr.Bad(cursor.start(), cursor.start());
    }
    int start = cursor.start();
    Expr result;
    if (cursor.accept(TokenKind.MINUS)) {
      Expr operand = isLongInteger() ? longInteger() : unary();
      result = new Expr.Unary(start, operand.end(), Expr.UnaryOperator.NEGATE, operand);
    } else if (cursor.accept(TokenKind.NOT)) {
      Expr operand = unary();
      result = new Expr.Unary(start, operand.end(), Expr.UnaryOperator.NOT, operand);
    } else {
      result = power();
    }
    cursor.leave();
    return result;
  }

  /** Whether an integer is next that may fit only with its sign, and is all that the sign is of. */
  private boolean isLongInteger() {
    if (!cursor.is(TokenKind.INTEGER) || cursor.end() - cursor.start() < 18) {
      return false;
    }
    return switch (cursor.peek(1)) {
      case LEFT_PAREN, LEFT_BRACKET, DOT, PATH, POWER -> false;
      default -> true;
    };
  }

  private Expr longInteger() {
    int start = cursor.start();
    cursor.advance();
    return parser.literals.integer(start, cursor.lastEnd(), true);
  }

  /** Binds tighter than a sign before it and takes one after it: {@code -x ** -2}. */
  private Expr power() {
    Expr base = postfix();
    int at = cursor.start();
    if (!cursor.accept(TokenKind.POWER)) {
      return base;
    }
    Expr exponent = unary();
    return new Expr.Binary(base.start(), exponent.end(), BinaryOperator.POWER, at, base, exponent);
  }

  private Expr postfix() {
    return postfixFrom(primary.primary());
  }

  private Expr postfixFrom(Expr base) {
    Expr value = base;
    int links = 0;
    while (!cursor.recovering()) {
      Expr next = link(value);
      if (next == null) {
        break;
      }
      if (!cursor.enter()) { // said once; what is half parsed must not be judged
        value = new Expr.Bad(cursor.start(), cursor.start());
        break;
      }
      links++;
      value = next;
    }
    for (; links > 0; links--) {
      cursor.leave();
    }
    return value;
  }

  /** One call, index or field after {@code base}; null if none follows. */
  private @Nullable Expr link(Expr base) {
    return switch (cursor.kind()) {
      case LEFT_PAREN -> {
        Argument[] arguments = arguments();
        yield new Expr.Call(base.start(), cursor.endFrom(base.start()), base, arguments);
      }
      case LEFT_BRACKET -> {
        Subscript[] subscripts = subscripts();
        yield new Expr.Index(base.start(), cursor.endFrom(base.start()), base, subscripts);
      }
      case DOT -> field(base);
      case PATH -> isPath(cursor.peek(1)) ? field(base) : null;
      default -> null;
    };
  }

  /** In {@code x[a::2]}, {@code x[a::-1]} and {@code x[a::]} the colons are a slice's. */
  private static boolean isPath(TokenKind follows) {
    return switch (follows) {
      case INTEGER, MINUS, LEFT_PAREN, COMMA, RIGHT_BRACKET -> false;
      default -> true;
    };
  }

  private Expr field(Expr base) {
    boolean path = cursor.is(TokenKind.PATH);
    cursor.advance();
    int start = cursor.start();
    if (cursor.is(TokenKind.NAME)) {
      int name = cursor.name();
      cursor.advance();
      return new Expr.Field(base.start(), cursor.endFrom(base.start()), base, name, start);
    }
    if (cursor.is(TokenKind.INTEGER) && !path) {
      int end = cursor.end();
      if (parser.literals.integer(start, end) instanceof Expr.IntegerLiteral number) {
        cursor.advance();
        int index = (int) Math.min(number.value(), Integer.MAX_VALUE);
        return new Expr.Part(base.start(), end, base, index);
      }
    }
    cursor.unexpected("a field or method name after " + (path ? "`::`" : "`.`"));
    return new Expr.Bad(base.start(), cursor.endFrom(base.start()));
  }

  private Argument[] arguments() {
    int open = cursor.index();
    cursor.advance();
    int mark = parser.elements.mark();
    boolean afterKeyword = false;
    while (!cursor.recovering() && !cursor.is(TokenKind.RIGHT_PAREN)) {
      int start = cursor.start();
      int name = -1;
      if (cursor.is(TokenKind.NAME) && cursor.peek(1) == TokenKind.ASSIGN) {
        name = cursor.name();
        cursor.advance();
        cursor.advance();
      } else if (afterKeyword) {
        cursor.report(start, cursor.end(), "a positional argument can't follow a keyword argument");
      }
      afterKeyword = name >= 0;
      Expr value = expression();
      parser.elements.add(new Argument(start, value.end(), name, value));
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_PAREN, open);
    return parser.elements.take(mark, Argument[]::new);
  }

  private Subscript[] subscripts() {
    int open = cursor.index();
    cursor.advance();
    int mark = parser.elements.mark();
    while (!cursor.recovering() && !cursor.is(TokenKind.RIGHT_BRACKET)) {
      parser.elements.add(subscript());
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_BRACKET, open);
    return parser.elements.take(mark, Subscript[]::new);
  }

  private Subscript subscript() {
    int start = cursor.start();
    if (cursor.is(TokenKind.RANGE) && cursor.peek(1) == TokenKind.DOT) {
      cursor.advance();
      cursor.advance();
      return new Subscript.Ellipsis(start, cursor.endFrom(start));
    }
    Expr from = endsSlicePart() ? null : expression();
    if (from != null && !cursor.is(TokenKind.COLON) && !cursor.is(TokenKind.PATH)) {
      return new Subscript.At(start, from.end(), from);
    }
    Expr to = null;
    Expr step = null;
    if (cursor.accept(TokenKind.PATH)) { // a::s is a slice whose end is left out
      step = endsSlicePart() ? null : expression();
    } else {
      cursor.expect(TokenKind.COLON, "in this slice");
      to = endsSlicePart() ? null : expression();
      if (cursor.accept(TokenKind.COLON)) {
        step = endsSlicePart() ? null : expression();
      }
    }
    return new Subscript.Slice(start, cursor.endFrom(start), from, to, step);
  }

  private boolean endsSlicePart() {
    return switch (cursor.kind()) {
      case COLON, PATH, COMMA, RIGHT_BRACKET -> true;
      default -> false;
    };
  }

  /** Expressions up to a closing bracket; the opening one is consumed already. */
  Expr[] list(TokenKind closer, int open) {
    int mark = parser.elements.mark();
    while (!cursor.recovering() && !cursor.is(closer)) {
      parser.elements.add(expression());
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(closer, open);
    return parser.elements.take(mark, Expr[]::new);
  }
}
