package mind.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import org.junit.jupiter.api.Test;

class LexerTest {
  private static final Vocabulary VOCABULARY = new Vocabulary(List.of("sum", "axis"));

  private final Diagnostics diagnostics = new Diagnostics();

  private record Lexed(Tokens tokens, Names names) {}

  private Lexed lex(byte[] text) {
    Names names = new Names(VOCABULARY, text);
    return new Lexed(Lexer.lex(text, names, diagnostics), names);
  }

  /** Kinds and texts of all tokens but the last, which is END. */
  private String tokens(String source) {
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    Tokens tokens = lex(text).tokens();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < tokens.count() - 1; i++) {
      int length = tokens.end(i) - tokens.start(i);
      out.append(i == 0 ? "" : " ").append(tokens.kind(i)).append(':');
      out.append(new String(text, tokens.start(i), length, StandardCharsets.UTF_8));
    }
    assertThat(tokens.kind(tokens.count() - 1)).isEqualTo(TokenKind.END);
    return out.toString();
  }

  private List<String> codes() {
    return diagnostics.sorted().stream().map(Diagnostic::code).toList();
  }

  @Test
  void operatorsAreTheLongestThatFit() {
    assertThat(tokens("* ** *= ** ="))
        .isEqualTo("STAR:* POWER:** STAR_ASSIGN:*= POWER:** ASSIGN:=");
    assertThat(tokens("-> - -= => == = <= < >= > != ! && || |"))
        .isEqualTo(
            "ARROW:-> MINUS:- MINUS_ASSIGN:-= FAT_ARROW:=> EQUAL:== ASSIGN:= LESS_EQUAL:<= LESS:<"
                + " GREATER_EQUAL:>= GREATER:> NOT_EQUAL:!= NOT:! AND:&& OR:|| PIPE:|");
    assertThat(tokens(":: : .. . @ % / /= + +="))
        .isEqualTo(
            "PATH::: COLON:: RANGE:.. DOT:. AT:@ PERCENT:% SLASH:/ SLASH_ASSIGN:/= PLUS:+"
                + " PLUS_ASSIGN:+=");
  }

  @Test
  void numbersEndWhereTheyShould() {
    assertThat(tokens("1.5 1e-5 1.5e-10 .5 1_000 0xFF 0b10 0o7"))
        .isEqualTo(
            "FLOAT:1.5 FLOAT:1e-5 FLOAT:1.5e-10 FLOAT:.5 INTEGER:1_000 INTEGER:0xFF INTEGER:0b10"
                + " INTEGER:0o7");
    assertThat(tokens("0..10")).isEqualTo("INTEGER:0 RANGE:.. INTEGER:10");
    assertThat(tokens("1.max(2)"))
        .isEqualTo("INTEGER:1 DOT:. NAME:max LEFT_PAREN:( INTEGER:2 RIGHT_PAREN:)");
    assertThat(tokens("t.0.1")).isEqualTo("NAME:t DOT:. INTEGER:0 DOT:. INTEGER:1");
    assertThat(tokens("1. + 2.")).isEqualTo("FLOAT:1. PLUS:+ FLOAT:2.");
    assertThat(tokens("12ab 1e+")).isEqualTo("INTEGER:12ab INTEGER:1e PLUS:+");
  }

  @Test
  void keywordsAreNotPartsOfNames() {
    assertThat(tokens("fn fnord let lets _ as diff on"))
        .isEqualTo("FN:fn NAME:fnord LET:let NAME:lets NAME:_ AS:as NAME:diff NAME:on");
  }

  @Test
  void commentsNestAndVanish() {
    assertThat(tokens("a // b /* c\n d /* e /* f */ g */ h /**/ i /***/ j"))
        .isEqualTo("NAME:a NAME:d NAME:h NAME:i NAME:j");
    assertThat(codes()).isEmpty();
    tokens("a /* /* */");
    assertThat(codes()).containsExactly("E1006");
  }

  @Test
  void stringsEndAtQuoteOrLine() {
    assertThat(tokens("\"a\\\"b\" \"c\\\\\" d"))
        .isEqualTo("STRING:\"a\\\"b\" STRING:\"c\\\\\" NAME:d");
    assertThat(codes()).isEmpty();
    assertThat(tokens("\"open\nx")).isEqualTo("BAD:\"open NAME:x");
    assertThat(codes()).containsExactly("E1003");
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(tokens("\uFEFFlet x")).isEqualTo("LET:let NAME:x");
    assertThat(codes()).isEmpty();
  }

  @Test
  void namesAreUnicodeAndNormal() {
    assertThat(tokens("π_1 größe 变量 e\u0301"))
        .isEqualTo("NAME:π_1 NAME:größe NAME:变量 NAME:e\u0301");
    Lexed lexed = lex("é e\u0301 f".getBytes(StandardCharsets.UTF_8));
    assertThat(lexed.tokens().name(0)).isEqualTo(lexed.tokens().name(1));
    assertThat(lexed.tokens().name(2)).isNotEqualTo(lexed.tokens().name(1));
    assertThat(lexed.names().text(lexed.tokens().name(1))).isEqualTo("é");
    assertThat(codes()).isEmpty();
  }

  @Test
  void aNameIsOneWhetherItIsAsciiOrBecomesSo() {
    String kelvin = "\u212A K a\u212Ab aKb long_\u212A_name long_K_name";
    String ascii = "K \u212A aKb a\u212Ab long_K_name long_\u212A_name";
    for (String source : List.of(kelvin, ascii)) {
      Lexed lexed = lex(source.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 6; i += 2) {
        assertThat(lexed.tokens().name(i)).as(source).isEqualTo(lexed.tokens().name(i + 1));
      }
      assertThat(lexed.names().text(lexed.tokens().name(4))).isEqualTo("long_K_name");
    }
  }

  /**
   * The two have one hash by the multiplier that is usual, of which lattice reduction found them.
   */
  @Test
  void keysOfLongNamesCannotBeForeseen() {
    byte[] one = "prefixednnojooknorlkqklp".getBytes(StandardCharsets.UTF_8);
    byte[] other = "prefixedmlkqklplliooipnj".getBytes(StandardCharsets.UTF_8);
    assertThat(Vocabulary.key(one)).isNegative().isNotEqualTo(Vocabulary.key(other));
  }

  @Test
  void bytesThatAreNoUtf8AreReportedOnce() {
    byte[] text = {
      'a', (byte) 0xFF, (byte) 0xC0, (byte) 0xAF, ' ', 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80
    };
    Tokens tokens = lex(text).tokens();
    assertThat(tokens.count()).isEqualTo(5);
    assertThat(codes()).containsExactly("E1002", "E1002");
  }

  @Test
  void namesHaveOneNumberEach() {
    StringBuilder source = new StringBuilder();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        source.append("name").append(i).append(" sum ");
      }
    }
    Lexed lexed = lex(source.toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 500; i++) {
      int first = lexed.tokens().name(2 * i);
      assertThat(first).isEqualTo(lexed.tokens().name(2 * (i + 500)));
      assertThat(lexed.names().text(first)).isEqualTo("name" + i);
      assertThat(lexed.tokens().name(2 * i + 1)).isEqualTo(VOCABULARY.find("sum"));
    }
  }
}
