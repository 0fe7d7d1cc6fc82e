package mind.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mind.compiler.source.Source;
import mind.compiler.syntax.Lexer;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.Tokens;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The TextMate grammar colours what the lexer finds. */
class GrammarTest {
  private static final Path FOLDER = Path.of("../tools/editor");

  private static final TextMate GRAMMAR =
      new TextMate(json("mind.tmLanguage.json").get("patterns"), json("mind.tmLanguage.json"));

  private static final String TRICKY =
      """
      /* a /* nested */ let */ let x1 = 1_000 + 0xFF + 0b1; // fn 1 "s"
      let y = t.0.1 + .5 + 1e-5 + 1.5e-10 + 2. + f32x.w1; let s = "a \\"fn\\" // \\u{1F600} 1";
      for i in 0..10 { truely = true; matching.as_ = x[1:.5]; } /*
      let */ let größe2 = 变量 * 1.max(2);
      fn letter(a: diff f32, on: fn(i64) -> Tensor<f32, [n]>) { return |x| x as f32; }
      """;

  private static JsonNode json(String file) {
    try {
      return JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void coloursWhatTheLexerFinds() throws IOException {
    List<String> programs = new ArrayList<>(List.of(TRICKY));
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mind")).sorted().toList()) {
        programs.add(Files.readString(file));
      }
    }
    assertThat(programs).hasSizeGreaterThan(4);
    for (String program : programs) {
      byte[] text = program.getBytes(StandardCharsets.UTF_8);
      String[] scopes = GRAMMAR.scopes(text);
      assertThat(runs(text, i -> classOf(scopes[i]))).isEqualTo(runs(text, lexed(text)::charAt));
    }
  }

  @Test
  void everyRegexCompiles() {
    List<String> patterns = new ArrayList<>();
    for (String key : List.of("match", "begin", "end")) {
      json("mind.tmLanguage.json").findValues(key).forEach(p -> patterns.add(p.asString()));
    }
    assertThat(patterns).hasSizeGreaterThan(15).allSatisfy(TextMate::compile);
  }

  @Test
  void namesAreScoped() {
    byte[] text = "fn f(x: diff f32) -> bool { g(x) }".getBytes(StandardCharsets.UTF_8);
    String[] scopes = GRAMMAR.scopes(text);
    assertThat(scopes[0]).isEqualTo("keyword.declaration.function.mind");
    assertThat(scopes[3]).isEqualTo("entity.name.function.mind");
    assertThat(scopes[5]).isEqualTo("variable.other.mind");
    assertThat(scopes[8]).isEqualTo("storage.modifier.mind");
    assertThat(scopes[13]).isEqualTo("support.type.mind");
    assertThat(scopes[28]).isEqualTo("entity.name.function.call.mind");
  }

  @Test
  void theConfigurationNamesTheComments() {
    JsonNode comments = json("language-configuration.json").get("comments");
    assertThat(comments.get("lineComment").asString()).isEqualTo("//");
    assertThat(comments.get("blockComment").get(1).asString()).isEqualTo("*/");
  }

  private static char classOf(String scope) {
    if (scope.startsWith("comment.")) {
      return 'c';
    }
    if (scope.startsWith("string.") || scope.startsWith("constant.character.")) {
      return 's';
    }
    if (scope.startsWith("constant.numeric.")) {
      return 'n';
    }
    boolean keyword = scope.startsWith("keyword.") && !scope.startsWith("keyword.operator.");
    return keyword || scope.startsWith("constant.language.") ? 'k' : ' ';
  }

  /** The class of each byte by the tokens; what is neither token nor blank is a comment. */
  private static StringBuilder lexed(byte[] text) {
    StringBuilder classes = new StringBuilder(" ".repeat(text.length));
    Tokens tokens = Lexer.tokens(Source.of(text));
    int last = 0;
    for (int i = 0; i < tokens.count(); i++) {
      String gap = new String(text, last, tokens.start(i) - last, StandardCharsets.ISO_8859_1);
      markComments(gap, last, classes);
      for (int at = tokens.start(i); at < tokens.end(i); at++) {
        classes.setCharAt(at, classOf(tokens.kind(i)));
      }
      last = tokens.end(i);
    }
    return classes;
  }

  private static char classOf(TokenKind kind) {
    return switch (kind) {
      case INTEGER, FLOAT -> 'n';
      case STRING -> 's';
      default -> kind.text().matches("`[a-z]+`") ? 'k' : ' ';
    };
  }

  private static void markComments(String gap, int offset, StringBuilder classes) {
    int depth = 0;
    boolean line = false;
    for (int i = 0; i < gap.length(); i++) {
      line = gap.charAt(i) != '\n' && (line || (depth == 0 && gap.startsWith("//", i)));
      if (!line && gap.startsWith("/*", i)) {
        depth++;
      }
      if (line || depth > 0) {
        classes.setCharAt(offset + i, 'c');
      }
      if (!line && depth > 0 && gap.startsWith("*/", i)) {
        classes.setCharAt(offset + ++i, 'c');
        depth--;
      }
    }
  }

  private interface Classes {
    char at(int i);
  }

  /** The text in runs of one class, each after its class. */
  private static List<String> runs(byte[] text, Classes classes) {
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length; i++) {
      if (i == text.length || classes.at(i) != classes.at(start)) {
        runs.add(
            classes.at(start) + ":" + new String(text, start, i - start, StandardCharsets.UTF_8));
        start = i;
      }
    }
    return runs;
  }
}
