package mind.compiler.syntax;

import static mind.compiler.fuzz.Oracle.require;

import java.util.List;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.fuzz.Oracle;

/** Any bytes to tokens: in order, within the text, on character boundaries, covering all of it. */
public final class LexerTarget {
  private static final Vocabulary VOCABULARY = new Vocabulary(List.of("relu", "tensor"));

  private LexerTarget() {}

  private record Lexed(Tokens tokens, Names names, List<Diagnostic> diagnostics) {}

  private static Lexed lex(byte[] text) {
    Diagnostics diagnostics = new Diagnostics();
    Names names = new Names(VOCABULARY, text);
    Tokens tokens = Lexer.lex(text, names, diagnostics);
    return new Lexed(tokens, names, diagnostics.sorted());
  }

  public static void fuzzerTestOneInput(byte[] text) {
    Lexed lexed = Oracle.linear(text.length, 64 << 10, 1 << 10, () -> lex(text));
    Tokens tokens = lexed.tokens();
    int last = 0;
    for (int i = 0; i < tokens.count(); i++) {
      int start = tokens.start(i);
      int end = tokens.end(i);
      require(start >= last && end >= start, "overlap at", i);
      require(Oracle.isBoundary(text, start) && Oracle.isBoundary(text, end), "bounds of", i);
      require(isBlank(text, last, start), "left out before", i);
      if (tokens.kind(i) == TokenKind.NAME) {
        require(!lexed.names().text(tokens.name(i)).isEmpty(), "name of", i);
      }
      last = end;
    }
    require(tokens.kind(tokens.count() - 1) == TokenKind.END && last == text.length, "no end");
    require(tokens.count() <= text.length + 1, "more tokens than bytes");
    Oracle.diagnostics(lexed.diagnostics(), text);
    same(lexed, lex(text));
  }

  /** Whether what lies between two tokens begins like space or a comment, or is the mark. */
  private static boolean isBlank(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      switch (text[i]) {
        case ' ', '\t', '\n', '\r', '\f' -> {}
        case '/' -> {
          return true;
        }
        default -> {
          if (i > 2 || text[0] != (byte) 0xEF) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static void same(Lexed one, Lexed other) {
    Tokens tokens = one.tokens();
    Tokens again = other.tokens();
    require(again.count() == tokens.count(), "not the same number of tokens");
    for (int i = 0; i < tokens.count(); i++) {
      require(
          tokens.kind(i) == again.kind(i)
              && tokens.start(i) == again.start(i)
              && tokens.end(i) == again.end(i)
              && tokens.name(i) == again.name(i),
          "token differs",
          i);
    }
    require(other.diagnostics().equals(one.diagnostics()), "other diagnostics");
  }
}
