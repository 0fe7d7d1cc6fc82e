package mind.compiler.syntax;

import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Position;
import mind.compiler.source.Source;

/**
 * The parser's place among the tokens, and how it goes on after an error. An unexpected token is
 * reported once and the parser is then <i>recovering</i>: nothing more is reported or consumed
 * until the enclosing list or statement skips to a token from which it can go on.
 */
final class TokenCursor {
  /**
   * Deeper nesting than this is an error; it bounds the stack of everything that walks the tree.
   */
  static final int MAX_DEPTH = 200;

  private static final boolean[] NONE = {};

  final Source source;
  final Tokens tokens;
  final Names names;
  final Diagnostics diagnostics;

  private int at;

  /** That of the token at {@code at}, which is asked for most. */
  private TokenKind kind;

  private int depth;
  private boolean recovering;
  private boolean gaveUp;
  private boolean[] skipped = NONE;

  TokenCursor(Source source, Tokens tokens, Names names, Diagnostics diagnostics) {
    this.source = source;
    this.tokens = tokens;
    this.names = names;
    this.diagnostics = diagnostics;
    this.kind = tokens.kind(0);
  }

  TokenKind kind() {
    return kind;
  }

  TokenKind peek(int ahead) {
    return tokens.kind(Math.min(at + ahead, tokens.count() - 1));
  }

  boolean is(TokenKind kind) {
    return this.kind == kind;
  }

  int index() {
    return at;
  }

  int start() {
    return tokens.start(at);
  }

  int end() {
    return tokens.end(at);
  }

  int name() {
    return tokens.name(at);
  }

  /** Where the token before this one ends: the end of what was parsed last. */
  int lastEnd() {
    return at == 0 ? 0 : tokens.end(at - 1);
  }

  /** Whether the token before this one was reported as no token at all. */
  boolean afterBad() {
    return at > 0 && tokens.kind(at - 1) == TokenKind.BAD;
  }

  /** Whether a comma stands before the closing bracket that was consumed last. */
  boolean closedAfterComma() {
    return at >= 2 && tokens.kind(at - 2) == TokenKind.COMMA;
  }

  boolean recovering() {
    return recovering;
  }

  /** The end of a node from {@code start}: of no length if nothing of it could be parsed. */
  int endFrom(int start) {
    return Math.max(start, lastEnd());
  }

  boolean[] skipped() {
    return skipped;
  }

  private void moveTo(int token) {
    at = token;
    kind = tokens.kind(token);
  }

  void advance() {
    if (kind != TokenKind.END) {
      moveTo(at + 1);
    }
  }

  /** Leaves of the token here what its first byte isn't part of: a token of kind {@code rest}. */
  void dropFirstByte(TokenKind rest) {
    tokens.dropFirstByte(at, rest);
    kind = rest;
  }

  /** Consumes the token if it is of this kind. */
  boolean accept(TokenKind kind) {
    if (this.kind != kind || recovering) {
      return false;
    }
    advance();
    return true;
  }

  /** Consumes a token of this kind, or reports that it is missing before {@code what}. */
  boolean expect(TokenKind kind, String what) {
    if (accept(kind)) {
      return true;
    }
    unexpected(kind.text() + " " + what);
    return false;
  }

  /** Reports the token here as not what was expected, and starts recovering. */
  void unexpected(String expected) {
    if (!recovering && kind() != TokenKind.BAD) {
      String before = at > 0 && tokens.kind(at - 1) == TokenKind.NAME ? nameAt(at - 1) : "";
      String here = is(TokenKind.NAME) ? nameAt(at) : "";
      diagnostics
          .error(Code.SYNTAX, start(), end(), "expected " + expected + ", found " + found())
          .help(Foreign.help(expected, before, kind(), here));
      if (Foreign.isWord(before)) {
        markSkipped(tokens.name(at - 1));
      }
    }
    recovering = true;
  }

  private String nameAt(int token) {
    return names.text(tokens.name(token));
  }

  void report(int start, int end, String message) {
    if (!recovering) {
      diagnostics.error(Code.SYNTAX, start, end, message);
    }
  }

  void reportWithHelp(int start, int end, String message, String help) {
    if (!recovering) {
      diagnostics.error(Code.SYNTAX, start, end, message).help(help);
    }
  }

  private String found() {
    return kind() == TokenKind.NAME ? "`" + names.text(name()) + "`" : kind().text();
  }

  /**
   * Enters one level of nesting; false, and the rest of the program is given up, if it is too deep.
   */
  boolean enter() {
    if (++depth <= MAX_DEPTH) {
      return true;
    }
    if (!gaveUp) {
      diagnostics
          .error(Code.NESTING, start(), end(), "nested more than " + MAX_DEPTH + " levels deep")
          .help("give parts of this expression names with `let`");
    }
    gaveUp = true;
    recovering = true;
    moveTo(tokens.count() - 1);
    return false;
  }

  void leave() {
    depth--;
  }

  /** Closes a bracket opened by token {@code open}; recovers at the bracket if it can be found. */
  void close(TokenKind closer, int open) {
    if (accept(closer)) {
      return;
    }
    if (!recovering && kind() != TokenKind.BAD) {
      Diagnostics.Draft draft =
          diagnostics.error(
              Code.SYNTAX, start(), end(), "expected " + closer.text() + ", found " + found());
      if (draft.isKept()) {
        Position at = source.lines().position(tokens.start(open));
        String place = "line " + at.line() + ", column " + at.column();
        draft.note(tokens.kind(open).text() + " is opened at " + place);
      }
    }
    recovering = true;
    skipToCloser(closer);
  }

  /**
   * Skips to a closing bracket that may still come before the statement ends, and consumes it. If
   * there is none the statement's own recovery goes on from here.
   */
  private void skipToCloser(TokenKind closer) {
    int open = 0;
    while (!is(TokenKind.END)) {
      TokenKind kind = kind();
      if (open == 0 && kind == closer) {
        advance();
        recovering = gaveUp;
        return;
      }
      boolean ends = kind == TokenKind.SEMICOLON || closes(kind) || kind.startsStatement();
      // A `>` after an `=` is a comparison and no longer the end of a type.
      if (open == 0 && (ends || (closer == TokenKind.GREATER && kind == TokenKind.ASSIGN))) {
        return;
      }
      if (opens(kind)) {
        open++;
      } else if (closes(kind)) {
        open--;
      }
      skip();
    }
  }

  /** Skips the rest of a broken statement: past its semicolon, or up to what must be a new one. */
  void synchronise() {
    int open = 0;
    while (!is(TokenKind.END)) {
      TokenKind kind = kind();
      if (open == 0 && kind == TokenKind.SEMICOLON) {
        advance();
        break;
      }
      if ((open == 0 && kind == TokenKind.RIGHT_BRACE) || kind.startsStatement()) {
        break;
      }
      if (opens(kind)) {
        open++;
      } else if (closes(kind) && open > 0) {
        open--;
      }
      skip();
    }
    recovering = gaveUp;
  }

  /** Skips a block with all that it holds. */
  void skipBlock() {
    int open = 0;
    do {
      if (opens(kind())) {
        open++;
      } else if (closes(kind())) {
        open--;
      }
      advance();
    } while (open > 0 && !is(TokenKind.END));
  }

  /** Skips, within a declaration's head, to one of its later parts; false if there is none. */
  boolean skipTo(TokenKind one, TokenKind other) {
    while (!is(TokenKind.END) && !is(TokenKind.SEMICOLON) && !kind().startsStatement()) {
      if (is(one) || is(other)) {
        recovering = gaveUp;
        return !gaveUp;
      }
      skip();
    }
    return false;
  }

  private void skip() {
    if (is(TokenKind.NAME)) {
      markSkipped(name());
    }
    advance();
  }

  private void markSkipped(int name) {
    if (skipped.length == 0) {
      skipped = new boolean[names.size()];
    }
    skipped[name] = true;
  }

  private static boolean opens(TokenKind kind) {
    return kind == TokenKind.LEFT_PAREN
        || kind == TokenKind.LEFT_BRACKET
        || kind == TokenKind.LEFT_BRACE;
  }

  private static boolean closes(TokenKind kind) {
    return kind == TokenKind.RIGHT_PAREN
        || kind == TokenKind.RIGHT_BRACKET
        || kind == TokenKind.RIGHT_BRACE;
  }

  /** Whether the token here stands on a later line than the one before it. */
  boolean onNewLine() {
    byte[] text = source.bytes();
    for (int i = lastEnd(); i < start(); i++) {
      if (text[i] == '\n') {
        return true;
      }
    }
    return false;
  }
}
