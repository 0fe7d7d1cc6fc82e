package mind.compiler.format;

import mind.compiler.format.Layout.Separator;
import mind.compiler.syntax.TokenKind;

/** What stands between two tokens that the syntax tree says nothing about. */
final class Spacing {
  private Spacing() {}

  static Separator between(TokenKind left, TokenKind right) {
    return switch (left) {
      case DOT, PATH, RANGE, NOT -> Separator.NONE;
      case COMMA -> Separator.LINE;
      case COLON -> right == TokenKind.COLON ? Separator.SPACE : before(left, right);
      default -> before(left, right);
    };
  }

  private static Separator before(TokenKind left, TokenKind right) {
    return switch (right) {
      case COMMA, SEMICOLON, DOT, PATH, COLON, RANGE -> Separator.NONE;
      case LEFT_PAREN ->
          left == TokenKind.NAME || left == TokenKind.FN ? Separator.NONE : Separator.SPACE;
      case LEFT_BRACKET -> endsValue(left) ? Separator.NONE : Separator.SPACE;
      default -> Separator.SPACE;
    };
  }

  private static boolean endsValue(TokenKind kind) {
    return switch (kind) {
      case NAME, RIGHT_PAREN, RIGHT_BRACKET, RIGHT_BRACE -> true;
      default -> false;
    };
  }
}
