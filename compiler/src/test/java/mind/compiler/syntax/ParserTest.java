package mind.compiler.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Diagnostics;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
  private static String parse(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Program program = Parser.parse(Source.of(text), Vocabulary.KEYWORDS_ONLY, diagnostics);
    assertThat(diagnostics.sorted()).isEmpty();
    return new SyntaxText(program.names()).body(program.body());
  }

  private static List<String> messages(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(Source.of(text), Vocabulary.KEYWORDS_ONLY, diagnostics);
    return diagnostics.sorted().stream().map(Diagnostic::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "a + b * c # (a + (b * c))",
        "a * b + c - d # (((a * b) + c) - d)",
        "a ** b ** c # (a ** (b ** c))",
        "-a ** b # (-(a ** b))",
        "a ** -b # (a ** (-b))",
        "-a as f32 * b # (((-a) as f32) * b)",
        "a as i32 as f32 # ((a as i32) as f32)",
        "!a && b || c == d # (((!a) && b) || (c == d))",
        "a @ b + c # ((a @ b) + c)",
        "a < b && b <= c # ((a < b) && (b <= c))",
        "f(a, b=c)(d) # f(a, b=c)(d)",
        "x.f(a).g.0.1[2] # x.f(a).g.0.1[2]",
        "tensor::f(a) # tensor.f(a)",
        "-x.f() # (-x.f())",
        "x[a, b:c, ::d, :, e:, :f, g::2] # x[a, b:c:, ::d, ::, e::, :f:, g::2]",
        "(a) # a",
        "(a,) # (a,)",
        "(a, b,) # (a, b,)",
        "() # (,)",
        "[a, [b, c],] # [a, [b, c]]",
        "|p| p + 1 # |p| (p + 1)",
        "|p, q: f32| { p } # |p, q: f32| {p}",
        "|| 1 # || 1",
        "P { a: 1, b } # P {a: 1, b: b}",
        "P {} # P {}",
        "{ 1 } # {1}",
        "if a { b } else if c { d } else { e } # if a {b} else if c {d} else {e}",
        "if a == b { c } # if (a == b) {c}",
        "if f(P { a: 1 }) { b } # if f(P {a: 1}) {b}",
        "on(gpu0) { a } # on(gpu0) {a}",
        "on(a) + 1 # (on(a) + 1)",
        "grad(f, wrt=[0])(x) # grad(f, wrt=[0])(x)",
        "if a { b } else { c }.f() # if a {b} else {c}.f()"
      })
  void expressions(String text, String tree) {
    assertThat(parse(text)).isEqualTo(tree);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "Tensor<f32, [2, 3]> # f32[2, 3]",
        "Tensor[f32,(2,3)] # f32[2, 3]",
        "tensor<f32[2, 3]> # f32[2, 3]",
        "Tensor<f32, []> # f32[]",
        "Tensor[f32,()] # f32[]",
        "tensor<f32> # f32[]",
        "Tensor<f32, [2 * n, batch],> # f32[(2 * n), batch]",
        "diff Tensor<f32, [n]> # f32[n]",
        "(f32, (i32,), ()) # (f32, (i32), ())",
        "(f32) # f32",
        "fn(f32, i32) -> f32 # fn(f32, i32) -> f32",
        "diff # diff"
      })
  void types(String text, String tree) {
    assertThat(parse("let x: " + text + " = 1;")).isEqualTo("let x: " + tree + " = 1;");
    assertThat(parse("let x: " + text + "= 1;")).isEqualTo("let x: " + tree + " = 1;");
  }

  @Test
  void statements() {
    assertThat(parse("let mut x = 1; x += 2; x = x; x; x"))
        .isEqualTo("let mut x = 1; x += 2; x = x; x; x");
    assertThat(parse("let (a, (b, _)) = c; let P { d, e: f } = g;"))
        .isEqualTo("let (a, (b, _)) = c; let P {d, f} = g;");
    assertThat(parse("fn f(a: f32, b: i64 = 1,) -> f32 { return a; } fn g() {}"))
        .isEqualTo("fn f(a: f32, b: i64 = 1) -> f32 {return a;} fn g() {}");
    assertThat(parse("for i in 0..n { x += i; } x")).isEqualTo("for i in 0..n {x += i;} x");
    assertThat(parse("struct P { a: f32, b: f32, } type T = P; const N = 2;"))
        .isEqualTo("struct P {a: f32, b: f32} type T = P; const N = 2;");
    assertThat(parse("import a.b as c; use d::{e, f as g}; use h::*; export { i, j };"))
        .isEqualTo("import a.b as c; import d e>e f>g; import h; export i, j;");
    assertThat(parse("if a { b } { c } if d { e } else { f }"))
        .isEqualTo("if a {b}; {c}; if d {e} else {f}");
    assertThat(parse("let diff = a - b; diff")).isEqualTo("let diff = (a - b); diff");
  }

  @Test
  void literals() {
    assertThat(parse("0xff + 0b11 + 0o17 + 1_000 + 1.5e-3 + .5"))
        .isEqualTo("(((((255 + 3) + 15) + 1000) + 0.0015) + 0.5)");
    assertThat(parse("f(\"a\\n\\u{e9}\\\"\", true)")).isEqualTo("f(\"a\né\"\", true)");
    assertThat(parse("9223372036854775807")).isEqualTo("9223372036854775807");
  }

  /** Each line has one mistake and is one message; what stands around it is parsed. */
  @Test
  void mistakesDoNotHideEachOther() {
    assertThat(
            messages(
                """
                let a = (1 + ;
                let b = [1, 2;
                fn f(x: f32, y) -> f32 { x + }
                struct S { a: f32 b: f32 }
                let c = 1 2;
                fn g(x: Tensor<f32, [n]) -> f32 { x }
                """))
        .containsExactly(
            "expected an expression, found `;`",
            "expected `]`, found `;`",
            "expected `:` and the type of `y`, found `)`",
            "expected an expression, found `}`",
            "expected `}`, found `b`",
            "expected `;` or an operator, found a number",
            "expected `>`, found `)`");
  }

  @Test
  void anUnclosedBracketNamesItsPartner() {
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(Source.of("fn f() {\n  let a = 1;\n"), Vocabulary.KEYWORDS_ONLY, diagnostics);
    Diagnostic only = diagnostics.sorted().getFirst();
    assertThat(only.message()).isEqualTo("expected `}`, found end of the program");
    assertThat(only.notes()).containsExactly("`{` is opened at line 1, column 8");
  }
}
