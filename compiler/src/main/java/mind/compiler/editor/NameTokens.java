package mind.compiler.editor;

import mind.compiler.source.Source;
import mind.compiler.syntax.Lexer;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.Tokens;

/** The tokens of a program by their places. */
final class NameTokens {
  private final Tokens tokens;

  NameTokens(Source source) {
    tokens = Lexer.tokens(source);
  }

  /** The last token that starts before or at {@code offset}; -1 if there is none. */
  int at(int offset) {
    int low = 0;
    int high = tokens.count() - 1;
    int found = -1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (tokens.start(middle) <= offset) {
        found = middle;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }

  /** The name under or directly before a cursor at {@code offset}; -1 if there is none. */
  int nameAt(int offset) {
    int i = at(offset);
    if (i > 0 && !is(i, TokenKind.NAME) && tokens.end(i - 1) == offset) {
      i--;
    }
    return i >= 0 && is(i, TokenKind.NAME) && offset <= tokens.end(i) ? i : -1;
  }

  boolean is(int i, TokenKind kind) {
    return i >= 0 && i < tokens.count() && tokens.kind(i) == kind;
  }

  int start(int i) {
    return tokens.start(i);
  }

  int end(int i) {
    return tokens.end(i);
  }

  /** Where the token after {@code end}, the end of another, starts. */
  int startAfter(int end) {
    return tokens.start(Math.min(at(end - 1) + 1, tokens.count() - 1));
  }

  /** Where the token that starts at {@code start} ends. */
  int endFrom(int start) {
    int i = at(start);
    return i < 0 ? start : Math.max(start, tokens.end(i));
  }
}
