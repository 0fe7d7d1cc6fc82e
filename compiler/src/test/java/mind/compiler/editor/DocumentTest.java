package mind.compiler.editor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;

class DocumentTest {
  private static final String PROGRAM =
      """
      const RATE = 0.5;
      type Vector = Tensor<f32, [n]>;
      struct Params { w: Tensor<f32, [4, 3]>, b: Tensor<f32, [3]> }

      fn layer(p: Params, x: Tensor<f32, [batch, 4]>, lr: f32 = 0.1) -> Tensor<f32, [batch, 3]> {
          let h = x @ p.w + p.b;
          let (first, second) = (h, sum(h));
          let total = batch * 2;
          relu(h) * lr
      }

      fn main() -> f32 {
          let p = Params { w: 1, b: 0 };
          let y = layer(p, ones([2, 4]), lr=RATE);
          let z = y.layer2();
          mean(y) + tensor.zeros([1])[0]
      }

      fn layer2(x: Tensor<f32, [m, 3]>) -> f32 { sum(x) }
      """;

  private static final Document DOCUMENT = Document.of(Source.of(PROGRAM));

  /** The place of the n-th (from 0) occurrence of a text. */
  private static int place(String program, String text, int n) {
    int at = program.indexOf(text);
    for (int i = 0; i < n; i++) {
      at = program.indexOf(text, at + 1);
    }
    assertThat(at).as(text).isNotNegative();
    return program.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hover(String text, int n) {
    return DOCUMENT.hoverAt(place(PROGRAM, text, n)).map(Hover::text).orElse("");
  }

  /** The line, from 1, in which what stands at a text is defined; 0 if nothing is. */
  private static int definedIn(String text, int n) {
    return DOCUMENT
        .definitionAt(place(PROGRAM, text, n))
        .map(d -> DOCUMENT.source().lines().position(d.at().start()).line())
        .orElse(0);
  }

  private static List<String> completions(String program) {
    int at = place(program, "|", 0);
    Document document = Document.of(Source.of(program.replace("|", "")));
    return document.completionsAt(at).stream().map(Completion::label).toList();
  }

  @Test
  void theProgramIsSound() {
    assertThat(DOCUMENT.diagnostics()).isEmpty();
  }

  @Test
  void hoverShowsTypesWithDimensionsAsNames() {
    assertThat(hover("h = x", 0)).isEqualTo("h: f32[batch, 3]");
    assertThat(hover("h)", 0)).isEqualTo("h: f32[batch, 3]");
    assertThat(hover("x @", 0)).isEqualTo("x: f32[batch, 4]");
    assertThat(hover("@", 0)).isEqualTo("f32[batch, 3]");
    assertThat(hover("w + p", 0)).isEqualTo("w: f32[4, 3]");
    assertThat(hover("x: Tensor", 0)).isEqualTo("x: f32[batch, 4]");
    assertThat(hover("second", 0)).isEqualTo("second: f32");
    assertThat(hover("y = layer", 0)).isEqualTo("y: f32[2, 3]");
    assertThat(hover("lr\n", 0)).isEqualTo("lr: f32");
    assertThat(hover("batch * 2", 0)).startsWith("batch: ");
    assertThat(hover("p.w", 0)).isEqualTo("p: struct Params");
  }

  @Test
  void hoverShowsSignatures() {
    assertThat(hover("relu", 0)).isEqualTo("relu(x)");
    assertThat(hover("mean", 0)).startsWith("mean(x, ");
    assertThat(hover("zeros", 0)).startsWith("zeros(shape..");
    assertThat(hover("layer(p,", 0))
        .startsWith("fn layer(p: Params, x: Tensor<f32, [batch, 4]>, lr: f32 = 0.1) -> ")
        .endsWith("[batch, 3]>");
    assertThat(hover("Params {", 1)).startsWith("struct Params {");
    assertThat(hover(";", 0)).isEmpty();
  }

  @Test
  void definitionsAreFound() {
    assertThat(definedIn("h)", 0)).isEqualTo(6);
    assertThat(definedIn("p.w", 0)).isEqualTo(5);
    assertThat(definedIn("w + p", 0)).isEqualTo(3);
    assertThat(definedIn("lr\n", 0)).isEqualTo(5);
    assertThat(definedIn("lr=RATE", 0)).isEqualTo(5);
    assertThat(definedIn("RATE", 1)).isEqualTo(1);
    assertThat(definedIn("layer(p,", 0)).isEqualTo(5);
    assertThat(definedIn("layer2()", 0)).isEqualTo(19);
    assertThat(definedIn("w: 1", 0)).isEqualTo(3);
    assertThat(definedIn("Params", 1)).isEqualTo(3);
    assertThat(definedIn("Params", 2)).isEqualTo(3);
    assertThat(definedIn("batch", 1)).isEqualTo(5);
    assertThat(definedIn("batch * 2", 0)).isEqualTo(5);
    assertThat(definedIn("y)", 0)).isEqualTo(14);
    assertThat(definedIn("relu", 0)).isZero();
    assertThat(definedIn("zeros", 0)).isZero();
  }

  @Test
  void namesAreKnownFromTheirDefinitionToTheEndOfTheirBlock() {
    assertThat(completions("fn f(a: f32) -> f32 { let b = a; | let c = b; c }"))
        .contains("a", "b", "f", "sum", "grad", "print", "let")
        .doesNotContain("c");
    assertThat(completions("fn f(a: f32) -> f32 { { let b = a; b } + | }"))
        .contains("a")
        .doesNotContain("b");
    assertThat(completions("let x = 1; let y = x + |;")).contains("x").doesNotContain("y");
  }

  @Test
  void afterADotThereAreFieldsAndMethods() {
    String program = "struct P { weight: f32, bias: f32 }\nfn f(p: P) -> f32 { let a = p.%s; a }";
    assertThat(completions(program.formatted("|")))
        .startsWith("weight", "bias")
        .contains("f", "sum");
    assertThat(completions(program.formatted("we|"))).startsWith("weight", "bias");
    assertThat(completions("let a = tensor.|;")).contains("zeros").doesNotContain("let");
  }

  @Test
  void typesStandInTypePositions() {
    assertThat(completions("struct P { a: f32 }\nfn f(x: |) {}")).contains("f32", "P", "Tensor");
    assertThat(completions("struct P { a: f32 }\nfn f(x: f32) -> | {}"))
        .contains("f32", "P")
        .doesNotContain("sum", "let");
    assertThat(completions("let a = 1 as |;")).contains("i32").doesNotContain("sum");
  }

  @Test
  void brokenProgramsKeepWhatTheyHave() {
    String program = "fn f(x: Tensor<f32, [n]>) -> f32 { let y = x * 2; let z = (y + ; sum(y) }";
    Document document = Document.of(Source.of(program));
    assertThat(document.diagnostics()).extracting(Diagnostic::code).contains("E1001");
    assertThat(document.hoverAt(place(program, "y =", 0)).map(Hover::text)).hasValue("y: f32[n]");
    assertThat(document.definitionAt(place(program, "y)", 0))).isPresent();
  }

  /** Whatever stands in the editor, and wherever the cursor is. */
  @Test
  void noTextAndNoPlaceFails() {
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      int cut = random.nextInt(PROGRAM.length());
      int resume = Math.min(PROGRAM.length(), cut + random.nextInt(20));
      String program =
          PROGRAM.substring(0, cut)
              + (round % 3 == 0 ? "é\uD800" : ".")
              + PROGRAM.substring(resume);
      Document document = Document.of(Source.of(program));
      for (int i = 0; i < 20; i++) {
        int at = random.nextInt(document.source().length() + 1);
        assertThat(document.hoverAt(at)).isNotNull();
        assertThat(document.definitionAt(at)).isNotNull();
        assertThat(document.completionsAt(at)).isNotEmpty();
      }
    }
    for (String program :
        List.of("", ".", "(".repeat(500), "fn", "for", "struct", "let x = 1 +", "\"")) {
      Document document = Document.of(Source.of(program));
      assertThat(document.completionsAt(document.source().length())).isNotEmpty();
      assertThat(document.hoverAt(0)).isNotNull();
    }
    String chain = "let a = 1;\na" + " + a".repeat(20_000);
    assertThat(Document.of(Source.of(chain)).definitionAt(chain.length())).isPresent();
  }
}
