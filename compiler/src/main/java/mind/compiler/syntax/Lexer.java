package mind.compiler.syntax;

import java.util.Arrays;
import mind.compiler.diagnostic.Code;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;

/**
 * Source bytes to tokens in one pass. Numbers and strings are only delimited here; the parser gives
 * them their values. What is no token is reported and left out (or kept as BAD where a value
 * stood). A method that reads a token takes the place where it starts and gives the place behind
 * it.
 */
public final class Lexer {
  private static final byte OTHER = 0;
  private static final byte SPACE = 1;

  /** A symbol that never is part of a longer one. */
  private static final byte SINGLE = 2;

  private static final byte SYMBOL = 3;
  private static final byte QUOTE = 4;

  /** A part of a character beyond ASCII. */
  private static final byte BEYOND = 5;

  /** ASCII letters and digits: from here on all are parts of names. */
  private static final byte LETTER = 6;

  private static final byte DIGIT = 7;

  /** By byte, as an unsigned number. */
  private static final byte[] CLASS = classes();

  /** The longest name, in bytes. */
  private static final int MAX_NAME = 255;

  private static final TokenKind[] SINGLES = singles();

  private final byte[] text;
  private final Diagnostics diagnostics;
  private final Names names;
  private final Tokens tokens;

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
    return lex(text, new Names(Vocabulary.KEYWORDS_ONLY, text), new Diagnostics());
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    Arrays.fill(classes, 128, 256, BEYOND);
    for (char c : new char[] {' ', '\t', '\n', '\r', '\f'}) {
      classes[c] = SPACE;
    }
    for (int c = 0; c < 128; c++) {
      if (c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        classes[c] = LETTER;
      } else if (c >= '0' && c <= '9') {
        classes[c] = DIGIT;
      } else if ("()[]{},;%@".indexOf(c) >= 0) {
        classes[c] = SINGLE;
      } else if (":.-=|+*/!<>&".indexOf(c) >= 0) {
        classes[c] = SYMBOL;
      }
    }
    classes['"'] = QUOTE;
    return classes;
  }

  private static TokenKind[] singles() {
    TokenKind[] singles = new TokenKind[128];
    singles['('] = TokenKind.LEFT_PAREN;
    singles[')'] = TokenKind.RIGHT_PAREN;
    singles['['] = TokenKind.LEFT_BRACKET;
    singles[']'] = TokenKind.RIGHT_BRACKET;
    singles['{'] = TokenKind.LEFT_BRACE;
    singles['}'] = TokenKind.RIGHT_BRACE;
    singles[','] = TokenKind.COMMA;
    singles[';'] = TokenKind.SEMICOLON;
    singles['%'] = TokenKind.PERCENT;
    singles['@'] = TokenKind.AT;
    return singles;
  }

  private void run() {
    int at = startsWithMark() ? 3 : 0;
    while (at < text.length) {
      byte b = text[at];
      switch (kind(at)) {
        case SPACE -> at++;
        case LETTER -> at = name(at);
        case BEYOND -> at = unicodeName(at, at);
        case DIGIT -> at = number(at);
        case SINGLE -> tokens.add(SINGLES[b], at, ++at, 0);
        case SYMBOL -> at = symbol(at, b);
        case QUOTE -> at = string(at);
        default -> at = invalid(at, at + 1);
      }
    }
    tokens.add(TokenKind.END, text.length, text.length, 0);
  }

  /** Whether the text starts with a byte order mark. */
  private boolean startsWithMark() {
    return text.length >= 3
        && text[0] == (byte) 0xEF
        && text[1] == (byte) 0xBB
        && text[2] == (byte) 0xBF;
  }

  private byte kind(int at) {
    return CLASS[text[at] & 0xFF];
  }

  private int name(int start) {
    long key = 0;
    int at = start;
    int fits = Math.min(start + Vocabulary.SHORT, text.length);
    while (at < fits && kind(at) >= LETTER) {
      key = Vocabulary.extend(key, text[at++]);
    }
    while (at < text.length && kind(at) >= LETTER) {
      key = Vocabulary.extendLong(key, text[at++]);
    }
    if (at < text.length && kind(at) == BEYOND) {
      return unicodeName(start, at);
    }
    if (at - start > MAX_NAME) {
      return longName(start, at);
    }
    int name = names.intern(start, at, key);
    tokens.add(Vocabulary.kind(name), start, at, name);
    return at;
  }

  /** A name with characters beyond ASCII; {@code from} is the first of them. */
  private int unicodeName(int start, int from) {
    int at = from;
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
      return invalid(start, start + Math.max(1, Utf8.length(text, start)));
    }
    if (at - start > MAX_NAME) {
      return longName(start, at);
    }
    int name = names.internUnicode(start, at);
    tokens.add(Vocabulary.kind(name), start, at, name);
    return at;
  }

  /** Bounds what a name costs: messages repeat it, and its normal form takes quadratic time. */
  private int longName(int start, int end) {
    diagnostics
        .error(Code.INVALID_CHARACTER, start, end, "this name is too long")
        .note("it has " + (end - start) + " bytes, the limit is " + MAX_NAME);
    tokens.add(TokenKind.BAD, start, end, 0);
    return end;
  }

  /** A run of invalid bytes, of which the first ends before {@code end}, is one mistake. */
  private int invalid(int start, int end) {
    int at = end;
    while (at < text.length && isInvalid(at)) {
      at += Math.max(1, Utf8.length(text, at));
    }
    String what =
        Utf8.length(text, start) == 0
            ? "the source is not valid UTF-8 here"
            : "invalid character "
                + Utf8.describe(Utf8.decode(text, start, Utf8.length(text, start)));
    diagnostics.error(Code.INVALID_CHARACTER, start, at, what).help(Foreign.help(text[start]));
    tokens.add(TokenKind.BAD, start, at, 0);
    return at;
  }

  private boolean isInvalid(int at) {
    if (kind(at) != BEYOND) {
      return kind(at) == OTHER;
    }
    int length = Utf8.length(text, at);
    return length == 0 || !Character.isUnicodeIdentifierStart(Utf8.decode(text, at, length));
  }

  private int number(int start) {
    boolean prefixed =
        text[start] == '0' && start + 1 < text.length && "xXbBoO".indexOf(text[start + 1]) >= 0;
    int whole = prefixed ? start + 2 : digits(start);
    // The 0 of t.0.1 is a part of a tuple and has no fraction.
    boolean isPart = tokens.count() > 0 && tokens.kind(tokens.count() - 1) == TokenKind.DOT;
    int end = prefixed || isPart ? whole : exponent(fraction(whole));
    TokenKind kind = end > whole ? TokenKind.FLOAT : TokenKind.INTEGER;
    end = isPart ? end : word(end);
    tokens.add(kind, start, end, 0);
    return end;
  }

  /** The end of the fraction that may stand here. */
  private int fraction(int at) {
    return at < text.length && text[at] == '.' && !isFollowedByName(at + 1) ? digits(at + 1) : at;
  }

  /** The end of the exponent that may stand here. */
  private int exponent(int at) {
    boolean is = at < text.length && (text[at] == 'e' || text[at] == 'E') && isExponent(at + 1);
    return is ? digits(at + 2) : at;
  }

  private int digits(int start) {
    int at = start;
    while (at < text.length && (kind(at) == DIGIT || text[at] == '_')) {
      at++;
    }
    return at;
  }

  /** Letters stuck to a number belong to it, and the parser then says that they can't. */
  private int word(int start) {
    int at = start;
    while (at < text.length && kind(at) >= LETTER) {
      at++;
    }
    return at;
  }

  private boolean isDigit(int at) {
    return at < text.length && kind(at) == DIGIT;
  }

  private boolean isExponent(int at) {
    if (at < text.length && (text[at] == '+' || text[at] == '-')) {
      return isDigit(at + 1);
    }
    return isDigit(at);
  }

  /** After {@code 1.} a name is a method and a dot a range; anything else makes it the float 1. */
  private boolean isFollowedByName(int at) {
    return at < text.length && (text[at] == '.' || kind(at) == LETTER || kind(at) == BEYOND);
  }

  private int string(int start) {
    int at = start + 1;
    while (at < text.length && text[at] != '"' && text[at] != '\n') {
      at += text[at] == '\\' && at + 1 < text.length && text[at + 1] != '\n' ? 2 : 1;
    }
    if (at >= text.length || text[at] == '\n') {
      int end = Math.min(at, text.length);
      diagnostics
          .error(Code.UNTERMINATED_STRING, start, end, "this string has no closing quote")
          .help("close it with \" on the same line; a line break inside is written \\n");
      tokens.add(TokenKind.BAD, start, end, 0);
      return end;
    }
    int end = at + 1;
    if (!Utf8.isValid(text, start, end)) {
      diagnostics.error(Code.INVALID_CHARACTER, start, end, "this string is not valid UTF-8");
      tokens.add(TokenKind.BAD, start, end, 0);
    } else {
      tokens.add(TokenKind.STRING, start, end, 0);
    }
    return end;
  }

  private int lineComment(int start) {
    int at = start;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    return at;
  }

  private int blockComment(int start) {
    int at = start;
    int depth = 0;
    do {
      if (isPair(at, '/', '*')) {
        depth++;
        at += 2;
      } else if (isPair(at, '*', '/')) {
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
    return at;
  }

  private boolean isPair(int at, char first, char second) {
    return at + 1 < text.length && text[at] == first && text[at + 1] == second;
  }

  private int symbol(int at, byte b) {
    byte next = at + 1 < text.length ? text[at + 1] : 0;
    return switch (b) {
      case ':' -> either(at, next == ':', TokenKind.PATH, TokenKind.COLON);
      case '!' -> either(at, next == '=', TokenKind.NOT_EQUAL, TokenKind.NOT);
      case '<' -> either(at, next == '=', TokenKind.LESS_EQUAL, TokenKind.LESS);
      case '>' -> either(at, next == '=', TokenKind.GREATER_EQUAL, TokenKind.GREATER);
      case '+' -> either(at, next == '=', TokenKind.PLUS_ASSIGN, TokenKind.PLUS);
      case '|' -> either(at, next == '|', TokenKind.OR, TokenKind.PIPE);
      case '&' -> next == '&' ? add(TokenKind.AND, at, 2) : invalid(at, at + 1);
      case '.' ->
          isDigit(at + 1) && !followsValue(at)
              ? floatFrom(at)
              : either(at, next == '.', TokenKind.RANGE, TokenKind.DOT);
      case '-' ->
          next == '>'
              ? add(TokenKind.ARROW, at, 2)
              : either(at, next == '=', TokenKind.MINUS_ASSIGN, TokenKind.MINUS);
      case '=' ->
          next == '>'
              ? add(TokenKind.FAT_ARROW, at, 2)
              : either(at, next == '=', TokenKind.EQUAL, TokenKind.ASSIGN);
      case '*' ->
          next == '*'
              ? add(TokenKind.POWER, at, 2)
              : either(at, next == '=', TokenKind.STAR_ASSIGN, TokenKind.STAR);
      default ->
          switch (next) { // behind a slash
            case '/' -> lineComment(at);
            case '*' -> blockComment(at);
            default -> either(at, next == '=', TokenKind.SLASH_ASSIGN, TokenKind.SLASH);
          };
    };
  }

  private int either(int at, boolean isTwo, TokenKind two, TokenKind one) {
    return isTwo ? add(two, at, 2) : add(one, at, 1);
  }

  private int add(TokenKind kind, int at, int length) {
    tokens.add(kind, at, at + length, 0);
    return at + length;
  }

  /** Whether a dot here would select a part of what stands directly before it: {@code t.0}. */
  private boolean followsValue(int at) {
    int last = tokens.count() - 1;
    if (last < 0 || tokens.end(last) != at) {
      return false;
    }
    return switch (tokens.kind(last)) {
      case NAME, RIGHT_PAREN, RIGHT_BRACKET, RIGHT_BRACE, INTEGER, FLOAT, STRING, TRUE, FALSE ->
          true;
      default -> false;
    };
  }

  /** A float that starts with its dot. */
  private int floatFrom(int start) {
    int end = word(exponent(digits(start + 1)));
    tokens.add(TokenKind.FLOAT, start, end, 0);
    return end;
  }
}
