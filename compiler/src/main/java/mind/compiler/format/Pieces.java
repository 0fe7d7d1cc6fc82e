package mind.compiler.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.compiler.source.Source;
import mind.compiler.syntax.Lexer;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.Tokens;

/**
 * The tokens of a program that parses, with what a formatter asks of them: the partner of each
 * bracket, and the comments in the gap before each token, which no token holds.
 */
final class Pieces {
  /**
   * A comment.
   *
   * @param toLineEnd whether it is a {@code //} comment
   * @param lines how many lines end between what stands before and it
   */
  record Comment(int start, int end, boolean toLineEnd, int lines) {}

  /**
   * What stands between two tokens.
   *
   * @param lines how many lines end between the last comment, or the first token, and the second
   */
  record Gap(List<Comment> comments, int lines) {}

  private final byte[] text;
  private final Tokens tokens;
  private final int[] partners;

  Pieces(Source source) {
    this.text = source.bytes();
    this.tokens = Lexer.tokens(source);
    this.partners = partners(tokens);
  }

  /** For each bracket the other one of its pair; -1 for all other tokens. */
  private static int[] partners(Tokens tokens) {
    int[] partners = new int[tokens.count()];
    Arrays.fill(partners, -1);
    int[] open = new int[tokens.count()];
    int depth = 0;
    for (int i = 0; i < partners.length; i++) {
      switch (tokens.kind(i)) {
        case LEFT_PAREN, LEFT_BRACKET, LEFT_BRACE -> open[depth++] = i;
        case RIGHT_PAREN, RIGHT_BRACKET, RIGHT_BRACE -> {
          partners[i] = open[--depth];
          partners[partners[i]] = i;
        }
        default -> {}
      }
    }
    return partners;
  }

  int count() {
    return tokens.count();
  }

  TokenKind kind(int i) {
    return tokens.kind(i);
  }

  boolean is(int i, TokenKind kind) {
    return tokens.kind(i) == kind;
  }

  int start(int i) {
    return tokens.start(i);
  }

  int end(int i) {
    return tokens.end(i);
  }

  byte lastByte(int i) {
    return text[tokens.end(i) - 1];
  }

  int partner(int i) {
    return partners[i];
  }

  boolean opens(int i) {
    return partners[i] > i;
  }

  boolean closes(int i) {
    return partners[i] >= 0 && partners[i] < i;
  }

  /** The bytes of the tokens from one to another and of what stands between them. */
  byte[] text(int from, int to) {
    return unixLines(tokens.start(from), tokens.end(to));
  }

  byte[] text(Comment comment) {
    int end = comment.end();
    while (comment.toLineEnd() && isBlank(text[end - 1])) {
      end--;
    }
    return unixLines(comment.start(), end);
  }

  private byte[] unixLines(int start, int end) {
    byte[] out = new byte[end - start];
    int length = 0;
    for (int i = start; i < end; i++) {
      boolean endsLine = text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n';
      if (!endsLine) {
        out[length++] = text[i];
      }
    }
    return length == out.length ? out : Arrays.copyOf(out, length);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\f';
  }

  /** The first token that starts at {@code offset} or later. */
  int from(int offset) {
    int low = 0;
    int high = tokens.count() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tokens.start(middle) >= offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The last token that starts before {@code offset}. */
  int before(int offset) {
    return tokens.start(tokens.count() - 1) < offset ? tokens.count() - 1 : from(offset) - 1;
  }

  /** Whether a line ends between a token and the next one. */
  boolean endsLine(int i) {
    for (int at = tokens.end(i); at < tokens.start(i + 1); at++) {
      if (text[at] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** What stands between two tokens; tokens between them that are left out don't count. */
  Gap gap(int after, int before) {
    List<Comment> comments = List.of();
    int lines = 0;
    int at = after < 0 ? 0 : tokens.end(after);
    int end = tokens.start(before);
    while (at < end) {
      if (text[at] == '/') {
        int start = at;
        boolean toLineEnd = text[at + 1] == '/';
        at = toLineEnd ? lineEnd(at) : blockEnd(at);
        comments = comments.isEmpty() ? new ArrayList<>(2) : comments;
        comments.add(new Comment(start, at, toLineEnd, lines));
        lines = 0;
      } else if (text[at++] == '\n') {
        lines++;
      }
    }
    return new Gap(comments, lines);
  }

  private int lineEnd(int at) {
    int end = at;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  private int blockEnd(int start) {
    int depth = 0;
    int at = start;
    do {
      if (text[at] == '/' && text[at + 1] == '*') {
        depth++;
        at += 2;
      } else if (text[at] == '*' && text[at + 1] == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
    return at;
  }
}
