package mind.compiler.syntax;

import java.util.Map;
import java.util.Optional;

/** How other languages write what is written differently here: help for a syntax error. */
final class Foreign {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("def", "a function is declared with `fn`"),
          Map.entry("func", "a function is declared with `fn`"),
          Map.entry("fun", "a function is declared with `fn`"),
          Map.entry("function", "a function is declared with `fn`"),
          Map.entry("fucntion", "a function is declared with `fn`"),
          Map.entry("var", "a variable is declared with `let mut`"),
          Map.entry("val", "a value is bound with `let`"),
          Map.entry("class", "a type with fields is declared with `struct`"),
          Map.entry("elif", "write `else if`"),
          Map.entry("elseif", "write `else if`"),
          Map.entry("and", "write `&&`"),
          Map.entry("or", "write `||`"),
          Map.entry("not", "write `!`"),
          Map.entry("lambda", "a closure is written `|x| x + 1`"),
          Map.entry("from", "write `use tensor::{relu, sum};`"));

  private Foreign() {}

  /** Whether a word that stands before a token that doesn't follow it is one of these. */
  static boolean isWord(String word) {
    return WORDS.containsKey(word);
  }

  /**
   * Help where a token does not fit.
   *
   * @param expected what should be there, as the message says it
   * @param before the token before it as it is written, if it's a name
   * @param found the token as it is written, if it's a name
   */
  static Optional<String> help(String expected, String before, TokenKind kind, String found) {
    if (isWord(before) || isWord(found)) {
      return Optional.of(WORDS.getOrDefault(before, WORDS.getOrDefault(found, "")));
    }
    if (kind == TokenKind.EQUAL && expected.startsWith(TokenKind.ASSIGN.text())) {
      return Optional.of("did you mean `=`?");
    }
    if (expected.startsWith(TokenKind.LEFT_BRACE.text())) {
      return switch (kind) {
        case ASSIGN -> Optional.of("compare with `==`");
        case NAME, COLON -> Optional.of("the type of a function's result follows `->`");
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /** Help for a character that is none of the language's. */
  static Optional<String> help(int character) {
    return switch (character) {
      case '^' -> Optional.of("a power is written `**`");
      case '#' -> Optional.of("a comment starts with `//`");
      case '\'' -> Optional.of("a string stands between `\"`");
      case '?' -> Optional.of("write `if c { a } else { b }`, or `where(c, a, b)`");
      case '~' -> Optional.of("write `!`");
      default -> Optional.empty();
    };
  }
}
