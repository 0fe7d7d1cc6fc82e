package mind.compiler.syntax;

import java.util.ArrayList;
import java.util.List;

/** What stands between {@code let} and {@code =}. */
final class PatternParser {
  private final TokenCursor cursor;

  PatternParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  Pattern pattern() {
    int start = cursor.start();
    if (!cursor.enter()) {
      return new Pattern.Bad(start, start);
    }
    Pattern pattern =
        switch (cursor.kind()) {
          case NAME -> named();
          case LEFT_PAREN -> tuple();
          default -> {
            cursor.unexpected("a name");
            yield new Pattern.Bad(start, start);
          }
        };
    cursor.leave();
    return pattern;
  }

  private Pattern named() {
    int start = cursor.start();
    int name = cursor.name();
    cursor.advance();
    if (!cursor.is(TokenKind.LEFT_BRACE)) {
      return new Pattern.Name(start, cursor.endFrom(start), name);
    }
    int open = cursor.index();
    cursor.advance();
    List<Integer> fields = new ArrayList<>();
    List<Pattern> parts = new ArrayList<>();
    while (!cursor.recovering() && cursor.is(TokenKind.NAME)) {
      int fieldStart = cursor.start();
      int field = cursor.name();
      cursor.advance();
      fields.add(field);
      parts.add(
          cursor.accept(TokenKind.COLON)
              ? pattern()
              : new Pattern.Name(fieldStart, cursor.lastEnd(), field));
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_BRACE, open);
    int[] all = fields.stream().mapToInt(Integer::intValue).toArray();
    return new Pattern.Struct(
        start, cursor.endFrom(start), name, all, parts.toArray(Pattern[]::new));
  }

  private Pattern tuple() {
    int start = cursor.start();
    int open = cursor.index();
    cursor.advance();
    List<Pattern> parts = new ArrayList<>();
    boolean comma = false;
    while (!cursor.recovering() && !cursor.is(TokenKind.RIGHT_PAREN)) {
      parts.add(pattern());
      comma = cursor.accept(TokenKind.COMMA);
      if (!comma) {
        break;
      }
    }
    cursor.close(TokenKind.RIGHT_PAREN, open);
    if (parts.size() == 1 && !comma) {
      return parts.getFirst();
    }
    return new Pattern.Tuple(start, cursor.endFrom(start), parts.toArray(Pattern[]::new));
  }
}
