package mind.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

class RendererTest {
  private static String render(String text, int start, int end, boolean colour) {
    Source source = Source.of(text);
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.error(Code.BROADCAST, start, end, "the message").note("a note").help("a fix");
    return Renderer.render(diagnostics.sorted(), "file.mind", source, colour);
  }

  @Test
  void showsTheLineAndACaret() {
    assertThat(render("let a = 1;\nlet b = a + c;\n", 19, 24, false))
        .isEqualTo(
            """
            error[E3001]: the message
             --> file.mind:2:9
              |
            2 | let b = a + c;
              |         ^^^^^
              = note: a note
              = help: a fix

            """);
  }

  @Test
  void countsCodePointsAndSkipsTheMark() {
    String text = "\uFEFFlet größe𝒙 = y;";
    int start = Source.of(text).length() - 2;
    assertThat(render(text, start, start + 1, false))
        .contains("file.mind:1:14")
        .contains("\n  |              ^\n");
  }

  @Test
  void aSpanOverLinesEndsWithTheFirst() {
    assertThat(render("f(\n  1)", 0, 6, false)).contains("1 | f(\n  | ^^\n");
  }

  @Test
  void aLongLineIsCut() {
    String text = "a".repeat(500) + "b" + "c".repeat(500);
    String shown = render(text, 500, 501, false);
    assertThat(shown.lines()).allMatch(line -> line.length() < 140);
    int caret = shown.lines().filter(l -> l.contains("^")).findFirst().orElseThrow().indexOf('^');
    String line = shown.lines().filter(l -> l.contains("ab")).findFirst().orElseThrow();
    assertThat(line.charAt(caret)).isEqualTo('b');
  }

  /** What a program contains can't steer the terminal it is shown on. */
  @Test
  void controlCharactersAreReplaced() {
    assertThat(render("a\u001B[31m\tb\u202Ec", 0, 1, false))
        .doesNotContain("\u001B", "\u202E", "\t")
        .contains("a\uFFFD[31m b\uFFFDc");
  }

  @Test
  void coloursAreOptional() {
    assertThat(render("x", 0, 1, true)).contains("\u001B[1;31merror[E3001]\u001B[0m");
    assertThat(render("x", 0, 1, false)).doesNotContain("\u001B");
  }

  @Test
  void diagnosticsAreSortedAndNotRepeated() {
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.error(Code.RANK, 5, 6, "second");
    diagnostics.error(Code.RANK, 1, 2, "first");
    diagnostics.error(Code.RANK, 5, 6, "again");
    diagnostics.error(Code.BROADCAST, 5, 6, "another");
    assertThat(diagnostics.sorted())
        .extracting(Diagnostic::message)
        .isEqualTo(List.of("first", "second", "another"));
  }
}
