package mind.compiler.syntax;

import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;

/** Source text to syntax tree. Never fails: what doesn't parse is reported and stands as Bad. */
public final class Parser {
  /** The longest source that is looked at, in bytes. */
  public static final int MAX_SOURCE = 4 << 20;

  final Elements elements = new Elements();
  final Literals literals;
  final TypeParser types;
  final ExpressionParser expressions;
  final StatementParser statements;

  private Parser(TokenCursor cursor) {
    literals = new Literals(cursor.source.bytes(), cursor.diagnostics);
    types = new TypeParser(cursor, this);
    expressions = new ExpressionParser(cursor, this);
    statements = new StatementParser(cursor, this);
  }

  /** Parses a program; its names are numbered after those of the vocabulary. */
  public static Program parse(Source source, Vocabulary vocabulary, Diagnostics diagnostics) {
    byte[] text = source.bytes();
    Names names = new Names(vocabulary, text);
    if (text.length > MAX_SOURCE) {
      diagnostics
          .error(Code.SOURCE_SIZE, 0, 0, "the source is too large")
          .note("it has " + text.length + " bytes, the limit is " + MAX_SOURCE);
      Expr.Block empty = new Expr.Block(0, 0, new Statement[0], null);
      return new Program(source, names, empty, new boolean[0]);
    }
    Tokens tokens = Lexer.lex(text, names, diagnostics);
    TokenCursor cursor = new TokenCursor(source, tokens, names, diagnostics);
    Expr.Block body = new Parser(cursor).statements.program();
    return new Program(source, names, body, cursor.skipped());
  }
}
