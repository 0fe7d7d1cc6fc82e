package mind.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar in docs/language.md: each production has examples here, which parse. */
class GrammarTest {
  private static final Path REFERENCE = Path.of("../docs/language.md");

  private static final Map<String, List<String>> EXAMPLES =
      Map.ofEntries(
          Map.entry("program", List.of("", "1", "let a = 1; a", "fn f() { } let b = 2;")),
          Map.entry("item", List.of("export fn f() { }", "export struct P { }", "export f;")),
          Map.entry(
              "function",
              List.of(
                  "fn f() { }",
                  "fn f(x: f32, k: i64 = 2,) -> (f32, i64) { (x, k) }",
                  "fn f(g: fn(f32) -> f32) -> f32 { g(1) }")),
          Map.entry("struct", List.of("struct P { }", "struct P { a: f32, b: (i64, f32), }")),
          Map.entry("alias", List.of("type M = Tensor<f32, [n, n]>;")),
          Map.entry("constant", List.of("const N = 4;", "const N: i64 = 4 + M;")),
          Map.entry(
              "import",
              List.of(
                  "import tensor;",
                  "import nn as n;",
                  "use std.math;",
                  "use tensor::{relu, sum as total,};",
                  "use tensor::*;",
                  "use math::exp as e;")),
          Map.entry(
              "picks", List.of("use math::{};", "use math::{exp as e, log,};", "use math::*;")),
          Map.entry("names", List.of("export { a, b as c, };", "export a, b;")),
          Map.entry(
              "statement",
              List.of(
                  "let mut x: f32 = 1;",
                  "x = 1; x += 1; x -= 1; x *= 2; x /= 2;",
                  "fn f() { return; }",
                  "fn f() { return 1; }",
                  "for i in 0..n + 1 { x; }",
                  "f(x);",
                  "if a { } else if b { } else { } { 1; }")),
          Map.entry("pattern", List.of("let (a, (b, _)) = t;", "let P { a, b: (c, d), } = p;")),
          Map.entry(
              "type",
              List.of(
                  "let x: diff f32 = 1;",
                  "let x: () = f();",
                  "let f: fn(f32, P) -> (f32,) = g;",
                  "let x: Tensor<f32> = 1;",
                  "let x: Tensor<f32, [2, n]> = 1;",
                  "let x: Tensor[f32,(2, n)] = 1;",
                  "let x: tensor<f32[2]> = 1; let y: tensor<f32> = 1;")),
          Map.entry("dims", List.of("let x: Tensor<f32, [2 * n, N + 1,]> = 1;")),
          Map.entry(
              "expression",
              List.of(
                  "-a ** 2 + !b as f32 as i64 * c @ d % e / f - g",
                  "a < b && c >= d || e == f && g != h", "(a <= b) > c")),
          Map.entry(
              "postfix", List.of("f()(x, k=1)[0].w.0", "tensor::sum(x)", "t.0.1", "x.sum(axis=0)")),
          Map.entry(
              "subscript", List.of("x[0, :, 1:, :2, 1:2, ::2, 1:9:3, None]", "x[[1, 2], -1]")),
          Map.entry(
              "primary",
              List.of(
                  "1 + 0x1F + 1.5e-3",
                  "f(\"text\", true, false)",
                  "((), (1,), (1, 2))",
                  "[[1, 2], [],]",
                  "P { a: 1, b, }",
                  "{ let a = 1; a }",
                  "on(gpu0) { 1 }")),
          Map.entry("if", List.of("if a { 1 } else if b { 2 } else { 3 }", "if (a) { 1 }")),
          Map.entry("closure", List.of("|| 1", "|p, q: f32| p + q", "|x| { let y = x; y }")),
          Map.entry("block", List.of("{ fn f() { } struct P { } f(); f() }")));

  private static Set<String> productions() throws IOException {
    String text = Files.readString(REFERENCE);
    String grammar = text.substring(text.indexOf(". Grammar\n"));
    Matcher names = Pattern.compile("(?m)^([a-z]+) +=").matcher(grammar);
    Set<String> productions = new TreeSet<>();
    while (names.find()) {
      productions.add(names.group(1));
    }
    return productions;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "use tensor.relu, sum;",
        "export;",
        "let = 1;",
        "struct P { a }",
        "fn f(x) { }",
        "for i in 3 { }",
        "x[a:b:c:d]",
        "a < b < c",
        "type M = ;"
      })
  void whatTheGrammarLacksDoesNotParse(String program) {
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(Source.of(program), Vocabulary.KEYWORDS_ONLY, diagnostics);
    assertThat(diagnostics.sorted()).isNotEmpty();
  }

  @Test
  void everyProductionHasExamplesThatParse() throws IOException {
    assertThat(EXAMPLES.keySet()).isEqualTo(productions());
    EXAMPLES.forEach((production, programs) -> {
      for (String program : programs) {
        Diagnostics diagnostics = new Diagnostics();
        Parser.parse(Source.of(program), Vocabulary.KEYWORDS_ONLY, diagnostics);
        assertThat(diagnostics.sorted()).as("%s: %s", production, program).isEmpty();
      }
    });
  }
}
