package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

/** Several mistakes are several diagnostics, and what a diagnostic suggests is right. */
class MistakesTest {
  /** Statements with one mistake each; {@code $} is a number, so that none depends on another. */
  private static final String[][] MISTAKES = {
    {"let a$ = ;", "E1001"},
    {"let a$ = (1 + 2;", "E1001"},
    {"let a$ 3;", "E1001"},
    {"let a$ = [1, 2;", "E1001"},
    {"let a$ = 1 * / 2;", "E1001"},
    {"let a$ = if 1 > 2 { 3 } else ;", "E1001"},
    {"let a$ = true and false;", "E1001"},
    {"let a$ = 2 ^ 3;", "E1002"},
    {"let a$ = 0xzz;", "E1005"},
    {"let a$: f32 = [1, true];", "E2004"},
    {"let a$ = missing$ + 1;", "E2002"},
    {"let a$: flaot = 1;", "E2002"},
    {"let a$ = softmx([1.0]);", "E2002"},
    {"let a$ = argmax([1]) + 0.5;", "E2004"},
    {"let a$ = exp(true);", "E2005"},
    {"let a$ = relu();", "E2007"},
    {"let a$ = ones([2]) + ones([3]);", "E3001"},
    {"let a$ = ones([2, 3]) @ ones([2, 3]);", "E3003"},
    {"let a$ = sum([1.0], axis=4);", "E3004"},
    {"let a$ = reshape(ones([4]), [3]);", "E3007"},
    {"let a$: Tensor<f32, [2]> = [1, 2, 3];", "E3010"},
    {"let a$ = [1, 2][5];", "E6001"},
  };

  private final Random random = new Random(3);

  private static List<String> codes(String program) {
    return Frontend.check(Source.of(program)).diagnostics().stream().map(Diagnostic::code).toList();
  }

  /** What a program that ends too soon lacks isn't asked of what is there. */
  @Test
  void anUnfinishedProgramHasOneMistake() {
    for (String end : List.of("x.", "let y = x.", "let y = x +", "let y = 1.0;", "sum(x.", "")) {
      for (String outer : List.of("", "let g = { ", "for i in 0..2 {", "if x > 0.0 { ")) {
        String program = "fn f(x: f32) -> f32 {\n    " + outer + end;
        assertThat(codes(program)).as(program).containsOnly("E1001").hasSizeLessThan(3);
      }
    }
    assertThat(codes("let x = 1.0;\nx.")).containsExactly("E1001");
    assertThat(codes("fn f(x: f32) -> f32 {\n    x.")).containsExactly("E1001");
    assertThat(codes("fn f(x: f32) -> f32 {\n    let y = x.")).containsExactly("E1001");
  }

  /** Each pair: in one order in two functions, in the other in one script. */
  @Test
  void pairsOfMistakesAreTwo() {
    for (int i = 0; i < MISTAKES.length; i++) {
      for (int k = 0; k < MISTAKES.length; k++) {
        // A misspelt name is reported where it is used first.
        boolean same = i == k && MISTAKES[i][0].contains("softmx");
        if (!same) {
          hold(i, k);
        }
      }
    }
  }

  @Test
  void triplesOfMistakesAreThree() {
    for (int i = 0; i < 100; i++) {
      int[] some = random.ints(0, MISTAKES.length).distinct().limit(3).toArray();
      hold(some);
    }
  }

  private static void hold(int... mistakes) {
    List<String> statements = new ArrayList<>();
    List<String> functions = new ArrayList<>();
    for (int i = 0; i < mistakes.length; i++) {
      String statement = MISTAKES[mistakes[i]][0].replace("$", Integer.toString(i));
      statements.add(statement);
      statements.add("let sound" + i + " = 1;");
      functions.add("fn f%d(x: f32) -> f32 {\n  %s\n  x\n}".formatted(i, statement));
    }
    List<String> expected = Arrays.stream(mistakes).mapToObj(i -> MISTAKES[i][1]).toList();
    String lines = String.join("\n", statements);
    boolean inFunctions = mistakes[0] < mistakes[1];
    String program = inFunctions ? String.join(" ", functions) : lines;
    assertThat(codes(program)).as(program).isEqualTo(expected);
  }

  private static final Pattern REPLACEMENT = Pattern.compile("did you mean `([^`]+)`\\?");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** The program with what the help says done; itself where the help is no edit. */
  private static String followed(String text, Diagnostic diagnostic) {
    String help = diagnostic.help().orElse("");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int start = diagnostic.span().start();
    int end = diagnostic.span().end();
    String before = new String(bytes, 0, start, StandardCharsets.UTF_8);
    String at = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    String after = new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8);
    Matcher replacement = REPLACEMENT.matcher(help);
    if (replacement.find()) {
      Matcher quoted = QUOTED.matcher(diagnostic.message());
      String wrong = "";
      while (quoted.find()) {
        wrong = quoted.group(1);
      }
      assertThat(at).as(diagnostic.message()).contains(wrong);
      return before + at.replace(wrong, replacement.group(1)) + after;
    }
    if (help.equals("add `;` here")) {
      return before + ";" + at + after;
    }
    Matcher imports = Pattern.compile("add `(import [^`]+;)`").matcher(help);
    return imports.find() ? imports.group(1) + " " + text : text;
  }

  private static int follow(String text) {
    int count = 0;
    Source source = Source.of(text);
    for (Diagnostic diagnostic : Frontend.check(source).diagnostics()) {
      String mended = followed(text, diagnostic);
      if (!mended.equals(text)) {
        count++;
        assertThat(Frontend.check(Source.of(mended)).diagnostics())
            .as("%s\n%s\nfollowed: %s", text, diagnostic, mended)
            .noneMatch(d ->
                d.message().equals(diagnostic.message())
                    && d.span().start() == diagnostic.span().start());
      }
    }
    return count;
  }

  /**
   * Each help that is an edit, in all programs with mistakes that there are, takes its error away.
   */
  @Test
  void helpIsRightWhenFollowed() throws IOException {
    int count = 0;
    for (Path file : DiagnosticsTest.programs()) {
      count += follow(Files.readString(file));
    }
    for (String[] mistake : MISTAKES) {
      count += follow(mistake[0].replace("$", "0"));
    }
    assertThat(count).isGreaterThan(10);
  }

  /** Programs, the help of their only error, and the program mended as it says. */
  @Test
  void helpMends() {
    for (String[] row :
        new String[][] {
          {"np.sum([1.0])", "add `import tensor as np;`", "import tensor as np; np.sum([1.0])"},
          {"nn.relu([1.0])", "add `import nn;`", "import nn; nn.relu([1.0])"},
          {"ones([2, 3]).T", "did you mean `transpose()`?", "ones([2, 3]).transpose()"},
          {"true and false", "write `&&`", "true && false"},
          {"let a = not true; a", "write `!`", "let a = ! true; a"},
          {"2.0 ^ 3", "a power is written `**`", "2.0 ** 3"},
          {"let x == 3; x", "did you mean `=`?", "let x = 3; x"},
          {"var x = 3; x", "a variable is declared with `let mut`", "let mut x = 3; x"},
          {
            "if true { 1 } elif true { 2 } else { 3 }",
            "write `else if`",
            "if true { 1 } else if true { 2 } else { 3 }"
          },
          {
            "fn f(x: f32) f32 { x }",
            "the type of a function's result follows `->`",
            "fn f(x: f32) -> f32 { x }"
          },
          {
            "def f(x: f32) -> f32 { x }",
            "a function is declared with `fn`",
            "fn f(x: f32) -> f32 { x }"
          },
          {
            "ones([2, 3]) @ ones([4, 3])",
            "transpose the right side: `a @ transpose(b)`",
            "ones([2, 3]) @ transpose(ones([4, 3]))"
          },
          {
            "ones([2, 3]) @ ones([2, 4])",
            "transpose the left side: `transpose(a) @ b`",
            "transpose(ones([2, 3])) @ ones([2, 4])"
          },
          {
            "fn f(x: Tensor<f32, [n, 3]>) -> Tensor<f32, [n, 3]> { x - mean(x, axis=1) }",
            "keep a reduced dimension, as 1, with `keepdims=true`, or add one with `expand_dims`",
            "fn f(x: Tensor<f32, [n, 3]>) -> Tensor<f32, [n, 3]> { x - mean(x, axis=1,"
                + " keepdims=true) }"
          },
          {
            "argmax([1, 2]) + argmax([1.0]) as f32",
            "convert the left side with `as f32`",
            "argmax([1, 2]) as f32 + argmax([1.0]) as f32"
          },
        }) {
      assertThat(Frontend.check(Source.of(row[0])).diagnostics())
          .as(row[0])
          .singleElement()
          .satisfies(d -> assertThat(d.help()).hasValue(row[1]));
      assertThat(Frontend.check(Source.of(row[2])).diagnostics()).as(row[2]).isEmpty();
    }
  }
}
