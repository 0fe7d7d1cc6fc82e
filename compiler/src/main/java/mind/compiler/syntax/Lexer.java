package mind.compiler.syntax;

import java.util.List;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;

/**
 * Source bytes to tokens in one pass. Numbers and strings are only delimited here; the parser gives
 * them their values. What is no token is reported and left out (or kept as BAD where a value
 * stood).
 */
public final class Lexer {
  private static final byte OTHER = 0;
  private static final byte SPACE = 1;
  private static final byte LETTER = 2;
  private static final byte DIGIT = 3;
  private static final byte SYMBOL = 4;
  private static final byte QUOTE = 5;
  private static final byte[] CLASS = classes();

  /** The longest name, in bytes. */
  private static final int MAX_NAME = 255;

  private final byte[] text;
  private final Diagnostics diagnostics;
  private final Names names;
  private final Tokens tokens;
  private int at;

  private Lexer(byte[] text, Names names, Diagnostics diagnostics) {
    this.text = text;
    this.names = names;
    this.diagnostics = diagnostics;
    this.tokens = new Tokens(text.length);
  }

  static Tokens lex(byte[] text, Names names, Diagnostics diagnostics) {
    Lexer lexer = new Lexer(text, names, diagnostics);
    lexer.run();
    return lexer.tokens;
  }

  /** The tokens alone, for tools that look at how a program is written; finds no mistakes. */
  public static Tokens tokens(Source source) {
    byte[] text = source.bytes();
    return lex(text, new Names(new Vocabulary(List.of()), text), new Diagnostics());
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (char c : new char[] {' ', '\t', '\n', '\r', '\f'}) {
      classes[c] = SPACE;
    }
    for (int c = 0; c < 128; c++) {
      if (c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        classes[c] = LETTER;
      } else if (c >= '0' && c <= '9') {
        classes[c] = DIGIT;
      } else if ("()[]{},;:.-=|+*/%@!<>&".indexOf(c) >= 0) {
        classes[c] = SYMBOL;
      }
    }
    classes['"'] = QUOTE;
    return classes;
  }

  private void run() {
    if (text.length >= 3
        && text[0] == (byte) 0xEF
        && text[1] == (byte) 0xBB
        && text[2] == (byte) 0xBF) {
      at = 3;
    }
    while (at < text.length) {
      byte b = text[at];
      switch (b < 0 ? LETTER : CLASS[b]) {
        case SPACE -> at++;
        case LETTER -> name();
        case DIGIT -> number();
        case SYMBOL -> symbol(b);
        case QUOTE -> string();
        default -> invalid(at + 1);
      }
    }
    tokens.add(TokenKind.END, text.length, text.length, 0);
  }

  private void name() {
    int start = at;
    int hash = 0;
    int i = at;
    while (i < text.length
        && text[i] >= 0
        && (CLASS[text[i]] == LETTER || CLASS[text[i]] == DIGIT)) {
      hash = Vocabulary.hashStep(hash, text[i++]);
    }
    if (i < text.length && text[i] < 0) {
      unicodeName(start, i);
      return;
    }
    at = i;
    if (i - start > MAX_NAME) {
      longName(start);
      return;
    }
    int name = names.intern(start, i, Vocabulary.mix(hash));
    tokens.add(Vocabulary.kind(name), start, i, name);
  }

  /** A name with characters beyond ASCII; {@code from} is the first of them. */
  private void unicodeName(int start, int from) {
    at = from;
    while (at < text.length) {
      int length = Utf8.length(text, at);
      int c = length == 0 ? -1 : Utf8.decode(text, at, length);
      boolean part =
          c >= 0
              && (at == start
                  ? c == '_' || Character.isUnicodeIdentifierStart(c)
                  : Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
      if (!part) {
        break;
      }
      at += length;
    }
    if (at == start) {
      invalid(start + Math.max(1, Utf8.length(text, start)));
      return;
    }
    if (at - start > MAX_NAME) {
      longName(start);
      return;
    }
    int name = names.internUnicode(start, at);
    tokens.add(Vocabulary.kind(name), start, at, name);
  }

  /** Bounds what a name costs: messages repeat it, and its normal form takes quadratic time. */
  private void longName(int start) {
    diagnostics
        .error(Code.INVALID_CHARACTER, start, at, "this name is too long")
        .note("it has " + (at - start) + " bytes, the limit is " + MAX_NAME);
    tokens.add(TokenKind.BAD, start, at, 0);
  }

  private void invalid(int end) {
    int start = at;
    at = end;
    // A run of invalid bytes is one mistake.
    while (at < text.length && isInvalid(at)) {
      at += Math.max(1, Utf8.length(text, at));
    }
    String what =
        Utf8.length(text, start) == 0
            ? "the source is not valid UTF-8 here"
            : "invalid character "
                + Utf8.describe(Utf8.decode(text, start, Utf8.length(text, start)));
    diagnostics.error(Code.INVALID_CHARACTER, start, at, what);
    tokens.add(TokenKind.BAD, start, at, 0);
  }

  private boolean isInvalid(int i) {
    if (text[i] >= 0) {
      return CLASS[text[i]] == OTHER;
    }
    int length = Utf8.length(text, i);
    return length == 0 || !Character.isUnicodeIdentifierStart(Utf8.decode(text, i, length));
  }

  private void number() {
    int start = at;
    boolean prefixed =
        text[at] == '0' && at + 1 < text.length && "xXbBoO".indexOf(text[at + 1]) >= 0;
    if (prefixed) {
      at += 2;
    } else {
      digits();
    }
    // The 0 of t.0.1 is a part of a tuple and has no fraction.
    boolean isPart = tokens.count() > 0 && tokens.kind(tokens.count() - 1) == TokenKind.DOT;
    boolean real = !prefixed && !isPart && fractionAndExponent();
    if (!isPart) {
      skipWord();
    }
    tokens.add(real ? TokenKind.FLOAT : TokenKind.INTEGER, start, at, 0);
  }

  /** Consumes what makes a float of the digits before it; false if there is nothing such. */
  private boolean fractionAndExponent() {
    boolean real = false;
    if (at < text.length && text[at] == '.' && !isFollowedByName(at + 1)) {
      real = true;
      at++;
      digits();
    }
    return exponent() || real;
  }

  private boolean exponent() {
    if (at < text.length && (text[at] == 'e' || text[at] == 'E') && isExponent(at + 1)) {
      at += 2;
      digits();
      return true;
    }
    return false;
  }

  private void digits() {
    while (at < text.length && (isDigit(at) || text[at] == '_')) {
      at++;
    }
  }

  /** Letters stuck to a number belong to it, and the parser then says that they can't. */
  private void skipWord() {
    while (at < text.length
        && text[at] >= 0
        && (CLASS[text[at]] == LETTER || CLASS[text[at]] == DIGIT)) {
      at++;
    }
  }

  private boolean isDigit(int i) {
    return i < text.length && text[i] >= '0' && text[i] <= '9';
  }

  private boolean isExponent(int i) {
    if (i < text.length && (text[i] == '+' || text[i] == '-')) {
      return isDigit(i + 1);
    }
    return isDigit(i);
  }

  /** After {@code 1.} a name is a method and a dot a range; anything else makes it the float 1. */
  private boolean isFollowedByName(int i) {
    return i < text.length && (text[i] < 0 || text[i] == '.' || CLASS[text[i]] == LETTER);
  }

  private void string() {
    int start = at++;
    while (at < text.length && text[at] != '"' && text[at] != '\n') {
      at += text[at] == '\\' && at + 1 < text.length && text[at + 1] != '\n' ? 2 : 1;
    }
    if (at >= text.length || text[at] == '\n') {
      at = Math.min(at, text.length);
      diagnostics
          .error(Code.UNTERMINATED_STRING, start, at, "this string has no closing quote")
          .help("close it with \" on the same line; a line break inside is written \\n");
      tokens.add(TokenKind.BAD, start, at, 0);
      return;
    }
    at++;
    if (!Utf8.isValid(text, start, at)) {
      diagnostics.error(Code.INVALID_CHARACTER, start, at, "this string is not valid UTF-8");
      tokens.add(TokenKind.BAD, start, at, 0);
      return;
    }
    tokens.add(TokenKind.STRING, start, at, 0);
  }

  private void comment() {
    if (text[at + 1] == '/') {
      while (at < text.length && text[at] != '\n') {
        at++;
      }
      return;
    }
    int start = at;
    int depth = 0;
    do {
      if (next('/') && text[at + 1] == '*') {
        depth++;
        at += 2;
      } else if (next('*') && text[at + 1] == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < text.length);
    if (depth > 0) {
      diagnostics
          .error(Code.UNTERMINATED_COMMENT, start, start + 2, "this comment is never closed")
          .note(depth == 1 ? "it lacks a `*/`" : "comments nest: it lacks " + depth + " `*/`");
    }
  }

  /** Whether the byte here is {@code c} and another follows. */
  private boolean next(char c) {
    return at + 1 < text.length && text[at] == c;
  }

  private boolean second(char c) {
    return at + 1 < text.length && text[at + 1] == c;
  }

  private void symbol(byte b) {
    switch (b) {
      case '(' -> emit(TokenKind.LEFT_PAREN, 1);
      case ')' -> emit(TokenKind.RIGHT_PAREN, 1);
      case '[' -> emit(TokenKind.LEFT_BRACKET, 1);
      case ']' -> emit(TokenKind.RIGHT_BRACKET, 1);
      case '{' -> emit(TokenKind.LEFT_BRACE, 1);
      case '}' -> emit(TokenKind.RIGHT_BRACE, 1);
      case ',' -> emit(TokenKind.COMMA, 1);
      case ';' -> emit(TokenKind.SEMICOLON, 1);
      case '%' -> emit(TokenKind.PERCENT, 1);
      case '@' -> emit(TokenKind.AT, 1);
      case ':' -> either(':', TokenKind.PATH, TokenKind.COLON);
      case '!' -> either('=', TokenKind.NOT_EQUAL, TokenKind.NOT);
      case '<' -> either('=', TokenKind.LESS_EQUAL, TokenKind.LESS);
      case '>' -> either('=', TokenKind.GREATER_EQUAL, TokenKind.GREATER);
      case '+' -> either('=', TokenKind.PLUS_ASSIGN, TokenKind.PLUS);
      case '|' -> either('|', TokenKind.OR, TokenKind.PIPE);
      default -> symbolOfMany(b);
    }
  }

  private void symbolOfMany(byte b) {
    switch (b) {
      case '.' -> {
        if (isDigit(at + 1) && !afterValue()) {
          fraction();
        } else {
          either('.', TokenKind.RANGE, TokenKind.DOT);
        }
      }
      case '-' -> {
        if (second('>')) {
          emit(TokenKind.ARROW, 2);
        } else {
          either('=', TokenKind.MINUS_ASSIGN, TokenKind.MINUS);
        }
      }
      case '=' -> {
        if (second('>')) {
          emit(TokenKind.FAT_ARROW, 2);
        } else {
          either('=', TokenKind.EQUAL, TokenKind.ASSIGN);
        }
      }
      case '*' -> {
        if (second('*')) {
          emit(TokenKind.POWER, 2);
        } else {
          either('=', TokenKind.STAR_ASSIGN, TokenKind.STAR);
        }
      }
      case '/' -> {
        if (second('/') || second('*')) {
          comment();
        } else {
          either('=', TokenKind.SLASH_ASSIGN, TokenKind.SLASH);
        }
      }
      default -> { // a single &
        if (second('&')) {
          emit(TokenKind.AND, 2);
        } else {
          invalid(at + 1);
        }
      }
    }
  }

  /** Whether a dot here would select a part of what stands directly before it: {@code t.0}. */
  private boolean afterValue() {
    int last = tokens.count() - 1;
    if (last < 0 || tokens.end(last) != at) {
      return false;
    }
    return switch (tokens.kind(last)) {
      case NAME, RIGHT_PAREN, RIGHT_BRACKET, RIGHT_BRACE, INTEGER -> true;
      default -> false;
    };
  }

  private void fraction() {
    int start = at;
    at++;
    digits();
    exponent();
    skipWord();
    tokens.add(TokenKind.FLOAT, start, at, 0);
  }

  private void emit(TokenKind kind, int length) {
    tokens.add(kind, at, at + length, 0);
    at += length;
  }

  private void either(char second, TokenKind two, TokenKind one) {
    if (second(second)) {
      emit(two, 2);
    } else {
      emit(one, 1);
    }
  }
}
