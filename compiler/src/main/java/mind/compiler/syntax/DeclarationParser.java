package mind.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/** Functions, structs, type aliases, constants, imports and exports. */
final class DeclarationParser {
  private final TokenCursor cursor;
  private final Parser parser;

  DeclarationParser(TokenCursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  /** Adds the declaration here to the statements being parsed. */
  void declaration() {
    Elements into = parser.elements;
    switch (cursor.kind()) {
      case FN -> into.add(function());
      case STRUCT -> into.add(struct());
      case TYPE -> into.add(alias());
      case CONST -> into.add(constant());
      case EXPORT -> export();
      default -> into.add(imports());
    }
  }

  /** The declared name; where it is missing recovery starts. */
  private int declaredName(String what) {
    cursor.advance();
    int name = cursor.name();
    cursor.expect(TokenKind.NAME, "for this " + what);
    return name;
  }

  private Statement function() {
    int start = cursor.start();
    int name = declaredName("function");
    int nameStart = cursor.tokens.start(cursor.index() - 1);
    int nameEnd = cursor.lastEnd();
    if (cursor.recovering()) {
      cursor.skipTo(TokenKind.LEFT_PAREN, TokenKind.LEFT_BRACE);
      name = Vocabulary.UNDERSCORE;
    }
    Parameter[] parameters = {};
    if (cursor.is(TokenKind.LEFT_PAREN)) {
      parameters = parameters(TokenKind.RIGHT_PAREN);
    } else {
      cursor.unexpected("`(` and the parameters");
    }
    if (cursor.recovering()) {
      cursor.skipTo(TokenKind.ARROW, TokenKind.LEFT_BRACE);
    }
    TypeExpr result = cursor.accept(TokenKind.ARROW) ? parser.types.type() : null;
    if (cursor.recovering()) {
      cursor.skipTo(TokenKind.LEFT_BRACE, TokenKind.LEFT_BRACE);
    }
    Expr.Block body = parser.statements.block();
    return new Statement.Function(
        start, cursor.endFrom(start), name, nameStart, nameEnd, parameters, result, body);
  }

  /** {@code (name: type = default, ..)}; a struct's fields are the same in braces. */
  private Parameter[] parameters(TokenKind closer) {
    int open = cursor.index();
    cursor.advance();
    int mark = parser.elements.mark();
    while (!cursor.recovering() && !cursor.is(closer)) {
      int start = cursor.start();
      int name = cursor.name();
      if (!cursor.expect(TokenKind.NAME, "and its type")) {
        break;
      }
      TypeExpr type = new TypeExpr.Bad(cursor.lastEnd(), cursor.lastEnd());
      if (cursor.expect(TokenKind.COLON, "and the type of `" + cursor.names.text(name) + "`")) {
        type = parser.types.type();
      }
      Expr value = cursor.accept(TokenKind.ASSIGN) ? parser.expressions.expression() : null;
      parser.elements.add(new Parameter(start, cursor.endFrom(start), name, type, value));
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(closer, open);
    return parser.elements.take(mark, Parameter[]::new);
  }

  private Statement struct() {
    int start = cursor.start();
    int name = declaredName("struct");
    int nameStart = cursor.tokens.start(cursor.index() - 1);
    int nameEnd = cursor.lastEnd();
    Parameter[] fields = {};
    if (!cursor.recovering() && cursor.is(TokenKind.LEFT_BRACE)) {
      fields = parameters(TokenKind.RIGHT_BRACE);
    } else {
      cursor.unexpected("`{` and the fields");
    }
    cursor.accept(TokenKind.SEMICOLON);
    return new Statement.Struct(start, cursor.endFrom(start), name, nameStart, nameEnd, fields);
  }

  private Statement alias() {
    int start = cursor.start();
    int name = declaredName("type");
    int nameStart = cursor.tokens.start(cursor.index() - 1);
    int nameEnd = cursor.lastEnd();
    cursor.expect(TokenKind.ASSIGN, "and a type");
    TypeExpr type = cursor.recovering() ? new TypeExpr.Bad(nameEnd, nameEnd) : parser.types.type();
    int end = parser.statements.terminate();
    return new Statement.TypeAlias(start, end, name, nameStart, nameEnd, type);
  }

  private Statement constant() {
    int start = cursor.start();
    int name = declaredName("constant");
    int nameStart = cursor.tokens.start(cursor.index() - 1);
    int nameEnd = cursor.lastEnd();
    TypeExpr type = cursor.accept(TokenKind.COLON) ? parser.types.type() : null;
    cursor.expect(TokenKind.ASSIGN, "and a value");
    Expr value =
        cursor.recovering() ? new Expr.Bad(nameEnd, nameEnd) : parser.expressions.expression();
    int end = parser.statements.terminate();
    return new Statement.Const(start, end, name, nameStart, nameEnd, type, value);
  }

  private void export() {
    int start = cursor.start();
    cursor.advance();
    switch (cursor.kind()) {
      case FN, STRUCT, TYPE, CONST -> {
        declaration();
        return;
      }
      default -> {}
    }
    List<Statement.Selection> selected = new ArrayList<>();
    selection(selected);
    int[] names = selected.stream().mapToInt(Statement.Selection::name).toArray();
    parser.elements.add(new Statement.Export(start, parser.statements.terminate(), names));
  }

  private Statement imports() {
    int start = cursor.start();
    cursor.advance();
    List<Integer> path = new ArrayList<>();
    List<Statement.Selection> selected = new ArrayList<>();
    do {
      if (cursor.is(TokenKind.LEFT_BRACE) || cursor.is(TokenKind.STAR)) {
        selection(selected);
        break;
      }
      int name = cursor.name();
      if (cursor.expect(TokenKind.NAME, "of a module")) {
        path.add(name);
      }
    } while (cursor.accept(TokenKind.DOT) || cursor.accept(TokenKind.PATH));
    int alias = -1;
    if (cursor.accept(TokenKind.AS)) {
      alias = cursor.name();
      cursor.expect(TokenKind.NAME, "to import it as");
    }
    int end = parser.statements.terminate();
    int[] names = path.stream().mapToInt(Integer::intValue).toArray();
    Statement.Selection[] all = selected.toArray(Statement.Selection[]::new);
    return new Statement.Import(start, end, names, all, alias);
  }

  /** {@code { a, b as c }}, {@code a, b}, or {@code *}, which selects nothing by name. */
  private void selection(List<Statement.Selection> into) {
    if (cursor.accept(TokenKind.STAR)) {
      return;
    }
    int open = cursor.index();
    boolean braces = cursor.accept(TokenKind.LEFT_BRACE);
    do {
      if (braces && cursor.is(TokenKind.RIGHT_BRACE)) {
        break;
      }
      int start = cursor.start();
      int name = cursor.name();
      int alias = name;
      cursor.expect(TokenKind.NAME, braces ? "in this list" : "to export");
      if (cursor.accept(TokenKind.AS)) {
        alias = cursor.name();
        cursor.expect(TokenKind.NAME, "to import it as");
      }
      into.add(new Statement.Selection(start, cursor.endFrom(start), name, alias));
    } while (cursor.accept(TokenKind.COMMA));
    if (braces) {
      cursor.close(TokenKind.RIGHT_BRACE, open);
    }
  }
}
