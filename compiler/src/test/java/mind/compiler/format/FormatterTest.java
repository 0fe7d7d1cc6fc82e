package mind.compiler.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;
import mind.compiler.syntax.Lexer;
import mind.compiler.syntax.Parser;
import mind.compiler.syntax.Program;
import mind.compiler.syntax.SyntaxText;
import mind.compiler.syntax.TokenKind;
import mind.compiler.syntax.Tokens;
import mind.compiler.syntax.Vocabulary;
import org.junit.jupiter.api.Test;

class FormatterTest {
  private static String format(String text) {
    Formatter.Formatted formatted = Formatter.format(Source.of(text));
    assertThat(formatted.diagnostics()).as(text).isEmpty();
    return new String(formatted.source().bytes(), StandardCharsets.UTF_8);
  }

  /** Formats, and checks the laws: same tree, all comments kept, formatted again the same. */
  private static String formatted(String text) {
    String once = format(text);
    assertThat(tree(once)).as(once).isEqualTo(tree(text));
    assertThat(comments(once)).as(once).isEqualTo(comments(text));
    assertThat(format(once)).as(text).isEqualTo(once);
    return once;
  }

  private static String tree(String text) {
    Program program = Parser.parse(Source.of(text), Vocabulary.KEYWORDS_ONLY, new Diagnostics());
    return new SyntaxText(program.names()).body(program.body());
  }

  /** The comments of a program without their layout, in order. */
  private static List<String> comments(String text) {
    Pieces pieces = new Pieces(Source.of(text));
    List<String> comments = new ArrayList<>();
    for (int i = 0; i < pieces.count(); i++) {
      for (Pieces.Comment comment : pieces.gap(i - 1, i).comments()) {
        String shown = new String(pieces.text(comment), StandardCharsets.UTF_8);
        // Two that end in one line become one.
        Stream.of(shown.split(" (?=//)")).forEach(comments::add);
      }
    }
    return comments.stream().sorted().toList();
  }

  private static void same(String text) {
    assertThat(formatted(text)).isEqualTo(text);
  }

  @Test
  void namesWithoutBracesBreakBelowTheirWord() {
    same("export f, g;\n");
    String name = "n".repeat(60);
    String broken = "export %s,\n    %s;\n".formatted(name, name + "m");
    assertThat(formatted("export %s, %s;".formatted(name, name + "m"))).isEqualTo(broken);
  }

  @Test
  void spacesAreWhereTheyBelong() {
    assertThat(
            formatted(
                """
                \uFEFFlet  a=1+2*3 ;let b:Tensor[f32,(10,20)]=- 1;
                let mut c :tensor<f32[2,3]>= f ( a,axes = [ 0 ] ) [ 1 : 2,: : 2 , None ] . x . 0;
                c+=!d ** 2 as f32 ; c=c[ ... ,0 , :: - 1]; fn f( x:diff f32,g :fn ( f32 )->f32=h )->( f32, ){x}
                if a==b{c}else{d}  use a::{b,c as d,};import nn as n ;export{i,j};
                let P{x,y:z}=P{x:1,y};|p,q:f32|p+q
                """))
        .isEqualTo(
            """
            let a = 1 + 2 * 3;
            let b: Tensor[f32, (10, 20)] = -1;
            let mut c: tensor<f32[2, 3]> = f(a, axes=[0])[1:2, : :2, None].x.0;
            c += !d ** 2 as f32;
            c = c[..., 0, ::-1];
            fn f(x: diff f32, g: fn(f32) -> f32 = h) -> (f32,) { x }
            if a == b { c } else { d }
            use a::{b, c as d};
            import nn as n;
            export { i, j };
            let P { x, y: z } = P { x: 1, y };
            |p, q: f32| p + q
            """);
  }

  @Test
  void whatDoesNotFitIsBroken() {
    assertThat(
            formatted(
                """
                fn attend(q: Tensor<f32, [heads, n, d]>, k: Tensor<f32, [heads, n, d]>, v: Tensor<f32, [heads, n, d]>) -> f32 { mean(q) }
                let scores = some_function_with_a_long_name(first_argument, second_argument) / sqrt(dimension as f32) + bias_of_scores;
                let many = function(first_argument_of_it, [1, 2, 3], the_third_argument_of_this_one, fourth=argument_x);
                let numbers = [1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009, 1000010];
                let chained = first(value).second(another_value_in_brackets).third(yet_another_value).fourth(the_last_value_of_all);
                if some_long_condition_about_values && another_long_condition || a_third_condition_here { first } else { second }
                """))
        .isEqualTo(
            """
            fn attend(
                q: Tensor<f32, [heads, n, d]>,
                k: Tensor<f32, [heads, n, d]>,
                v: Tensor<f32, [heads, n, d]>,
            ) -> f32 {
                mean(q)
            }
            let scores = some_function_with_a_long_name(first_argument, second_argument)
                / sqrt(dimension as f32)
                + bias_of_scores;
            let many = function(
                first_argument_of_it,
                [1, 2, 3],
                the_third_argument_of_this_one,
                fourth=argument_x,
            );
            let numbers = [
                1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009, 1000010,
            ];
            let chained = first(value)
                .second(another_value_in_brackets)
                .third(yet_another_value)
                .fourth(the_last_value_of_all);
            if some_long_condition_about_values && another_long_condition || a_third_condition_here {
                first
            } else {
                second
            }
            """);
  }

  @Test
  void linesOfTheAuthorAreKept() {
    same(
        """
        struct Hidden { w: Tensor<f32, [20, 32]>, b: f32 }

        struct Params {
            hidden: Hidden,

            // The last layer.
            output: Hidden,
        }

        let matrix = [
            [1, 2],
            [3, 4],
        ];
        let flat = [[1, 2], [3, 4]];
        let p = Params {
            hidden: Hidden { w: 0, b: 0 },
        };
        let q = if c {
            1
        } else {
            2
        };
        """);
    assertThat(formatted("let a = f(\n  b,\n  c\n);\n\n\n\nlet d = [\n1];;"))
        .isEqualTo("let a = f(b, c);\n\nlet d = [1];\n");
  }

  @Test
  void bracesAroundACommentStayOnItsLine() {
    same("fn f() { /* c */ }\n");
    same("for i in 0..2 { /* c */ /* d */ }\n");
    same("let g = |x| { /* c */ };\n");
    same("if a { /* c */ } else { /* d */ }\n");
    same("f(/* c */ /* d */)\n");
    same("fn f() { // c\n}\n");
    same("fn f() { /* c */ // d\n}\n");
    same("fn f() {\n    /* c */\n}\n");
    assertThat(formatted("{/* c */\n}")).isEqualTo("{ /* c */ }\n");
    assertThat(formatted("P {/* c */}")).isEqualTo("P { /* c */ }\n");
    assertThat(formatted("{/* c */\nx }")).isEqualTo("{ /* c */\n    x\n}\n");
  }

  @Test
  void commentsStayInPlace() {
    same(
        """
        // First.

        /* A block
           of two lines. */
        let a = 1; // after a
        let b = f(
            c, // after c
            /* leads d */ d, /* trails d */

            e + // not moved
                f,
            // last
        );
        fn g() {
            // only this
        }
        fn h(/* none */) {} // after h

        // before the end
        """
            .replace("/* trails d */\n\n", "/* trails d */\n")
            .replace("e + // not moved\n        f,", "e + f, // moved"));
    assertThat(formatted("let a = // why\n    1;")).isEqualTo("let a = 1; // why\n");
    assertThat(formatted("let a =\n// why\n1;")).isEqualTo("let a =\n    // why\n    1;\n");
    assertThat(formatted("a +\n// why\nb")).isEqualTo("a\n    +\n        // why\n        b\n");
    assertThat(formatted("f(a // why\n)")).isEqualTo("f(\n    a, // why\n)\n");
    assertThat(formatted("[1, // one\r\n2]")).isEqualTo("[\n    1, // one\n    2,\n]\n");
    assertThat(formatted("// only")).isEqualTo("// only\n");
    assertThat(formatted("")).isEmpty();
    assertThat(formatted("\n\n ;; \n")).isEmpty();
  }

  @Test
  void closuresAndBlocksHugTheirCall() {
    same(
        """
        let g = grad(|q| {
            let y = q * q;
            sum(y)
        })(x);
        let h = f(x, |q| {
            q;
            q
        });
        """);
  }

  @Test
  void aProgramWithErrorsIsLeftAlone() {
    Source source = Source.of("let  a = ;");
    Formatter.Formatted formatted = Formatter.format(source);
    assertThat(formatted.source()).isSameAs(source);
    assertThat(formatted.diagnostics()).hasSize(1);
  }

  @Test
  void examplesAreFormatted() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mind")).toList()) {
        String text = Files.readString(file);
        assertThat(formatted(text)).as(file + ": run ./mind fmt").isEqualTo(text);
      }
    }
  }

  /** Every program of the tests, with comments and line breaks thrown between its tokens. */
  @Test
  void lawsHoldForAllPrograms() throws IOException {
    Random random = new Random(7);
    for (String program : programs()) {
      formatted(program);
      for (int round = 0; round < 3; round++) {
        formatted(scattered(program, random));
      }
    }
  }

  private static List<String> programs() throws IOException {
    List<String> programs = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/values.txt"))) {
      if (!line.startsWith("#") && line.contains(" => ")) {
        programs.add(line.substring(0, line.lastIndexOf(" => ")));
      }
    }
    for (String folder : List.of("../examples", "src/test/resources/diagnostics")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".mind")).sorted().toList()) {
          programs.add(Files.readString(file));
        }
      }
    }
    programs.removeIf(p -> !Formatter.format(Source.of(p)).diagnostics().isEmpty());
    assertThat(programs).hasSizeGreaterThan(150);
    return programs;
  }

  private static String scattered(String program, Random random) {
    byte[] text = program.getBytes(StandardCharsets.UTF_8);
    Tokens tokens = Lexer.tokens(Source.of(program));
    StringBuilder out = new StringBuilder();
    int rate = random.nextInt(2, 20);
    for (int i = 0; i < tokens.count(); i++) {
      int gapStart = i == 0 ? 0 : tokens.end(i - 1);
      out.append(new String(text, gapStart, tokens.start(i) - gapStart, StandardCharsets.UTF_8));
      boolean end = tokens.kind(i) == TokenKind.END;
      // The dot of t.0 must follow its tuple: elsewhere it starts a float.
      boolean part =
          !end && tokens.kind(i) == TokenKind.DOT && tokens.kind(i + 1) == TokenKind.INTEGER;
      if (!part && random.nextInt(rate) == 0) {
        out.append(
            switch (random.nextInt(8)) {
              case 0 -> "\n";
              case 1 -> " // c" + i + "\n";
              case 2 -> "\n// c" + i + "\n\n";
              case 3 -> " /* c" + i + " */ ";
              case 4 -> "\n/* c" + i + " */\n";
              case 5 -> " /* c" + i + "\n */ ";
              case 6 -> "\n\n\n";
              default -> end ? " // end" : " ";
            });
      }
      out.append(
          new String(
              text, tokens.start(i), tokens.end(i) - tokens.start(i), StandardCharsets.UTF_8));
    }
    return out.toString();
  }

  @Test
  void largeAndDeepSourcesAreNoMatter() {
    String statement = "let a = f(1, [2, 3], |x| x + 1) ** 2 + b.c(d).e(f) * (g - h); // c\n";
    String many = statement.repeat(3000);
    assertThat(format(many)).isEqualTo(many);
    String chain = "a" + " + a".repeat(1 << 16);
    assertThat(format(chain).lines()).hasSize((1 << 16) + 1);
    String list = "[" + "1, ".repeat(1 << 16) + "]";
    assertThat(format(list).lines()).hasSizeLessThan(1 << 12).allMatch(l -> l.length() <= 100);
    String deep = "[".repeat(190) + "1" + "]".repeat(190);
    assertThat(formatted(deep).lines()).allMatch(line -> line.length() <= 100);
  }
}
