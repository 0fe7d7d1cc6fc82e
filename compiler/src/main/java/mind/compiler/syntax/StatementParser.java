package mind.compiler.syntax;

import mind.compiler.syntax.Expr.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Statements and blocks. After an error it skips to the next statement and goes on. */
final class StatementParser {
  private static final Statement[] NONE = {};

  private final TokenCursor cursor;
  private final Parser parser;
  private final PatternParser patterns;

  StatementParser(TokenCursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.patterns = new PatternParser(cursor);
  }

  Expr.Block program() {
    return statements(TokenKind.END, 0);
  }

  Expr.Block block() {
    int start = cursor.start();
    int open = cursor.index();
    if (!cursor.is(TokenKind.LEFT_BRACE)) {
      cursor.unexpected("`{`");
      return new Expr.Block(start, start, NONE, new Expr.Bad(start, start));
    }
    if (!cursor.enter()) {
      return new Expr.Block(start, start, NONE, new Expr.Bad(start, start));
    }
    cursor.advance();
    Expr.Block block = statements(TokenKind.RIGHT_BRACE, start);
    Expr value = block.value();
    if (value == null && cursor.is(TokenKind.END)) { // it may have been still to come
      value = new Expr.Bad(cursor.start(), cursor.start());
    }
    cursor.close(TokenKind.RIGHT_BRACE, open);
    cursor.leave();
    return new Expr.Block(start, cursor.endFrom(start), block.statements(), value);
  }

  private Expr.Block statements(TokenKind closer, int start) {
    Elements statements = parser.elements;
    int mark = statements.mark();
    Expr value = null;
    while (!cursor.is(closer) && !cursor.is(TokenKind.END)) {
      int before = cursor.index();
      if (cursor.accept(TokenKind.SEMICOLON)) {
        continue;
      }
      if (cursor.is(TokenKind.RIGHT_BRACE)) {
        stray();
        continue;
      }
      value = statement();
      if (cursor.recovering()) {
        cursor.synchronise();
      }
      if (value != null && !cursor.is(closer) && !cursor.is(TokenKind.END)) {
        statements.add(new Statement.Evaluate(value.start(), value.end(), value));
        value = null;
      }
      if (cursor.index() == before) {
        cursor.advance();
      }
    }
    return new Expr.Block(
        start, cursor.endFrom(start), statements.take(mark, Statement[]::new), value);
  }

  private void stray() {
    cursor.report(cursor.start(), cursor.end(), "this `}` closes nothing");
    cursor.advance();
  }

  /** Adds a statement to those being parsed; or gives back an expression without a semicolon. */
  private @Nullable Expr statement() {
    Elements statements = parser.elements;
    switch (cursor.kind()) {
      case LET -> statements.add(let());
      case RETURN -> statements.add(returns());
      case FOR -> statements.add(loop());
      case WHILE -> statements.add(whileLoop());
      case FN, STRUCT, TYPE, CONST, IMPORT, USE, EXPORT ->
          new DeclarationParser(cursor, parser).declaration();
      default -> {
        return expression();
      }
    }
    return null;
  }

  private Statement let() {
    int start = cursor.start();
    cursor.advance();
    boolean mutable = cursor.accept(TokenKind.MUT);
    Pattern pattern = patterns.pattern();
    TypeExpr type = cursor.accept(TokenKind.COLON) ? parser.types.type() : null;
    if (cursor.recovering() && !(pattern instanceof Pattern.Bad)) {
      cursor.skipTo(TokenKind.ASSIGN, TokenKind.ASSIGN);
    }
    cursor.expect(TokenKind.ASSIGN, "and a value");
    Expr value =
        cursor.recovering()
            ? new Expr.Bad(cursor.start(), cursor.start())
            : parser.expressions.expression();
    return new Statement.Let(start, terminate(), mutable, pattern, type, value);
  }

  private Statement returns() {
    int start = cursor.start();
    cursor.advance();
    Expr value =
        cursor.is(TokenKind.SEMICOLON) || cursor.is(TokenKind.RIGHT_BRACE)
            ? null
            : parser.expressions.expression();
    return new Statement.Return(start, terminate(), value);
  }

  private Statement loop() {
    int start = cursor.start();
    cursor.advance();
    int name = cursor.name();
    boolean named = cursor.expect(TokenKind.NAME, "for the loop's counter");
    cursor.expect(TokenKind.IN, "and the loop's range");
    Expr from = cursor.recovering() ? bad() : parser.expressions.head();
    cursor.expect(TokenKind.RANGE, "and the range's end");
    Expr to = cursor.recovering() ? bad() : parser.expressions.head();
    if (cursor.recovering()) {
      cursor.skipTo(TokenKind.LEFT_BRACE, TokenKind.LEFT_BRACE);
    }
    Expr.Block body = parser.statements.block();
    int counter = named ? name : Vocabulary.UNDERSCORE;
    return new Statement.For(start, cursor.endFrom(start), counter, from, to, body);
  }

  private Expr bad() {
    return new Expr.Bad(cursor.start(), cursor.start());
  }

  private Statement whileLoop() {
    int start = cursor.start();
    cursor.advance();
    parser.expressions.head();
    block();
    return new Statement.While(start, cursor.endFrom(start));
  }

  private @Nullable Expr expression() {
    Elements statements = parser.elements;
    boolean blockLike = isBlockLike(cursor.kind());
    int start = cursor.start();
    Expr value = parser.expressions.statementExpression();
    if (cursor.recovering()) {
      return value;
    }
    if (isAssignment(cursor.kind())) {
      statements.add(assignment(start, value));
      return null;
    }
    if (cursor.accept(TokenKind.SEMICOLON)) {
      statements.add(new Statement.Evaluate(start, cursor.endFrom(start), value));
      return null;
    }
    boolean last = cursor.is(TokenKind.RIGHT_BRACE) || cursor.is(TokenKind.END);
    if (!last && !blockLike && !(value instanceof Expr.Block) && !(value instanceof Expr.On)) {
      missingSemicolon();
    }
    return value;
  }

  private static boolean isBlockLike(TokenKind kind) {
    return kind == TokenKind.IF || kind == TokenKind.LEFT_BRACE || kind == TokenKind.MATCH;
  }

  private static boolean isAssignment(TokenKind kind) {
    return switch (kind) {
      case ASSIGN, PLUS_ASSIGN, MINUS_ASSIGN, STAR_ASSIGN, SLASH_ASSIGN -> true;
      default -> false;
    };
  }

  private Statement assignment(int start, Expr target) {
    BinaryOperator operator =
        switch (cursor.kind()) {
          case PLUS_ASSIGN -> BinaryOperator.ADD;
          case MINUS_ASSIGN -> BinaryOperator.SUBTRACT;
          case STAR_ASSIGN -> BinaryOperator.MULTIPLY;
          case SLASH_ASSIGN -> BinaryOperator.DIVIDE;
          default -> null;
        };
    int at = cursor.start();
    cursor.advance();
    Expr value = parser.expressions.expression();
    return new Statement.Assign(start, terminate(), target, operator, at, value);
  }

  /** Consumes a statement's semicolon and gives the statement's end. */
  int terminate() {
    int end = cursor.lastEnd();
    if (!cursor.accept(TokenKind.SEMICOLON) && !cursor.recovering()) {
      missingSemicolon();
    }
    return end;
  }

  /** A forgotten semicolon before a new line or a new statement is reported without skipping. */
  private void missingSemicolon() {
    boolean harmless =
        cursor.onNewLine()
            || cursor.kind().startsStatement()
            || cursor.is(TokenKind.RIGHT_BRACE)
            || cursor.is(TokenKind.END);
    if (cursor.afterBad()) {
      return;
    }
    if (harmless) {
      int end = cursor.lastEnd();
      cursor.reportWithHelp(end, end, "expected `;` after this statement", "add `;` here");
    } else {
      cursor.unexpected("`;` or an operator");
    }
  }
}
