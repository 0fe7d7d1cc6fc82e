package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.fuzz.Oracle;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit holds exactly where it is said to, and hostile programs cost what their size does. */
class LimitsTest {
  /** Codes of a program, the same from the check alone and from the compilation. */
  private static List<String> codes(String text) {
    Source source = Source.of(text);
    List<String> checked = codes(Frontend.check(source));
    assertThat(codes(Frontend.compile(source, "", Map.of()))).isEqualTo(checked);
    return checked;
  }

  private static List<String> codes(Checked checked) {
    return checked.diagnostics().stream().map(Diagnostic::code).toList();
  }

  /** The largest size without an error, by bisection; all larger ones have just this one. */
  private static int largest(int most, String code, IntFunction<String> program) {
    int sound = 1;
    int broken = most;
    assertThat(codes(program.apply(sound))).isEmpty();
    assertThat(codes(program.apply(broken))).containsOnly(code);
    while (broken - sound > 1) {
      int middle = (sound + broken) >>> 1;
      List<String> codes = codes(program.apply(middle));
      assertThat(codes).isSubsetOf(code);
      if (codes.isEmpty()) {
        sound = middle;
      } else {
        broken = middle;
      }
    }
    return sound;
  }

  @Test
  void aSourceHas4MiB() {
    assertThat(codes("1" + " ".repeat(Parser.MAX_SOURCE - 1))).isEmpty();
    assertThat(codes("1" + " ".repeat(Parser.MAX_SOURCE))).containsExactly("E7001");
  }

  @Test
  void aNameHas255Bytes() {
    assertThat(codes("let " + "a".repeat(255) + " = 1;")).isEmpty();
    assertThat(codes("let " + "a".repeat(256) + " = 1;")).containsExactly("E1002");
    assertThat(codes("let é" + "\u0301".repeat(126) + " = 1;")).isEmpty();
    assertThat(codes("let é" + "\u0301".repeat(127) + " = 1;")).containsExactly("E1002");
  }

  @ParameterizedTest
  @ValueSource(strings = {"( )", "[ ]", "{ }", "- ", "relu( )", "|x| ", "if true { } else { 0 }"})
  void aSourceIsNested200Levels(String nest) {
    String open = nest.substring(0, nest.indexOf(' ') + 1);
    String close = nest.substring(nest.indexOf(' ') + 1);
    if (nest.startsWith("if")) {
      open = "if true {";
      close = "} else { 0 }";
    }
    String before = "let x = " + open;
    String after = close + ";";
    String inner = open;
    String outer = close;
    int levels =
        largest(300, "E7005", n -> before + inner.repeat(n) + "1.0" + outer.repeat(n) + after);
    assertThat(levels).isBetween(60, 199);
  }

  @Test
  void parenthesesAreNested200LevelsAroundANumber() {
    assertThat(codes("(".repeat(200) + "1" + ")".repeat(200))).isEmpty();
    assertThat(codes("(".repeat(201) + "1" + ")".repeat(201))).contains("E7005");
  }

  @Test
  void callsAreNested400Deep() {
    int calls =
        largest(
            1_000,
            "E7005",
            n ->
                "fn f0(x: f32) -> f32 { x }\n"
                    + repeat(n, i -> "fn f%d(x: f32) -> f32 { f%d(x) }\n".formatted(i + 1, i))
                    + "f%d(1.0)".formatted(n));
    assertThat(calls).isBetween(100, 400);
  }

  @Test
  void valuesAreNested100Deep() {
    int depth =
        largest(
            200,
            "E7005",
            n -> "let t0 = (1, 2);\n" + repeat(n, i -> "let t%d = (t%d,);\n".formatted(i + 1, i)));
    assertThat(depth).isEqualTo(99);
  }

  @Test
  void loopsRun10000Times() {
    assertThat(codes("for i in 0..10000 { } 1")).isEmpty();
    assertThat(codes("for i in 0..10001 { } 1")).containsExactly("E7004");
    assertThat(codes("for i in -5000..5000 { } 1")).isEmpty();
  }

  @Test
  void operationsAre250000() {
    String loop = "let mut x = sum([1.0]); for i in 0..%d { for j in 0..1000 { x = x + 1.0; } } x";
    int rounds = largest(500, "E7002", loop::formatted);
    assertThat(rounds * 1000).isBetween(50_000, 250_000);
  }

  @Test
  void tensorsHave2To31Elements() {
    for (String shape : List.of("[2147483647]", "[46340, 46340]", "[1, 2147483647, 1]")) {
      assertThat(codes("let x: Tensor<f32, %s> = 1; x".formatted(shape))).isEmpty();
      assertThat(codes("zeros(%s)".formatted(shape))).isEmpty();
    }
    for (String shape :
        List.of("[2147483648]", "[46341, 46341]", "[2, 1073741824]", "[1000000, 1000000]")) {
      assertThat(codes("let x: Tensor<f32, %s> = 1; x".formatted(shape))).containsExactly("E7003");
      assertThat(codes("zeros(%s)".formatted(shape))).containsExactly("E7003");
      assertThat(codes("fn f(x: Tensor<f32, %s>) -> f32 { 1.0 }".formatted(shape)))
          .containsExactly("E7003");
    }
    Source named = Source.of("fn f(x: Tensor<f32, [n, 65536, 65536]>) -> f32 { 1.0 }");
    assertThat(codes(Frontend.check(named))).containsExactly("E7003");
  }

  private static String repeat(int n, IntFunction<String> part) {
    return IntStream.range(0, n).mapToObj(part).collect(Collectors.joining());
  }

  /** A kind of program, of any size. */
  record Hostile(String name, IntFunction<String> program) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Hostile> hostile() {
    return Stream.of(
        new Hostile("brackets that nobody closes", "(;\n"::repeat),
        new Hostile("the same on one line", "(;"::repeat),
        new Hostile("invalid characters", "$ "::repeat),
        new Hostile("names of nothing", n -> repeat(n, i -> "let a%d = u%d;".formatted(i, i))),
        new Hostile("a string that is a line", n -> "x; \"" + "x".repeat(20 * n) + "\"; y; z"),
        new Hostile("comments in comments", "/*"::repeat),
        new Hostile("a chain of sums", n -> "let x = 1.0; x" + " + x".repeat(n)),
        new Hostile("a chain of numbers", n -> "1" + " + 1".repeat(n)),
        new Hostile(
            "a chain in a dimension",
            n -> "fn f(x: Tensor<f32, [1" + " + 1".repeat(n) + "]>) -> f32 { 1.0 }"),
        new Hostile(
            "a chain in a default", n -> "fn f(x: f32 = 1" + " + 1".repeat(n) + ") -> f32 { x }"),
        new Hostile(
            "functions", n -> repeat(n, i -> "fn f%d(x: f32) -> f32 { x }\n".formatted(i)) + "1"),
        new Hostile("one function many times", "fn f(x: f32) -> f32 { x }\n"::repeat),
        new Hostile("structs", n -> repeat(n, i -> "struct S%d { a: f32 }\n".formatted(i)) + "1"),
        new Hostile(
            "a wide struct",
            n -> "struct S { " + repeat(n, i -> "a%d: f32, ".formatted(i)) + "}\n1"),
        new Hostile(
            "parameters",
            n -> "fn f(" + repeat(n, i -> "a%d: f32, ".formatted(i)) + ") -> f32 { a0 }"),
        new Hostile(
            "powers of a dimension",
            n -> "fn f(x: Tensor<f32, [n]>) -> i64 { 1" + " * n".repeat(n) + " }"),
        new Hostile(
            "sums of dimensions",
            n ->
                "fn f("
                    + repeat(n, i -> "a%d: Tensor<f32, [n%d]>, ".formatted(i, i))
                    + ") -> i64 { 0"
                    + repeat(n, i -> " + n%d".formatted(i))
                    + " }"),
        new Hostile(
            "quotients that double",
            n ->
                "fn f(x: Tensor<f32, [n, m]>) -> i64 { let q0 = n; "
                    + repeat(n, i -> "let q%d = q%d / m + q%d; ".formatted(i + 1, i, i))
                    + "1 }"),
        new Hostile("a long name", n -> "let " + "a".repeat(20 * n) + " = 1;"),
        new Hostile("marks on a letter", n -> "let e" + "\u0301\u0316".repeat(n) + " = 1;"),
        new Hostile("a literal", n -> "[" + "1, ".repeat(n) + "1]"),
        new Hostile("dimensions", n -> "zeros([" + "1, ".repeat(n) + "1])"),
        new Hostile("arguments", n -> "fn f(x: f32) -> f32 { x } f(" + "1.0, ".repeat(n) + ")"),
        new Hostile("keywords", n -> "sum([1.0]" + ", axis=0".repeat(n) + ")"),
        new Hostile("imports", n -> repeat(n, i -> "use tensor::{relu as r%d};\n".formatted(i))),
        new Hostile(
            "mistakes in functions that are called",
            n -> repeat(n, i -> "fn f%d(x: f32) -> f32 { x[0] } f%d(1.0);\n".formatted(i, i))));
  }

  /** Four times the program is about four times the work, shown in what it allocates. */
  @ParameterizedTest
  @MethodSource
  void hostile(Hostile hostile) {
    long once = allocated(hostile.program().apply(2_000));
    long fourTimes = allocated(hostile.program().apply(8_000));
    assertThat(fourTimes).isLessThan(6 * once + (8 << 20));
  }

  private static long allocated(String text) {
    Source source = Source.of(text);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      long before = Oracle.allocated();
      Checked checked = Frontend.check(source);
      Renderer.render(checked.diagnostics(), "f", source, false);
      least = Math.min(least, Oracle.allocated() - before);
      assertThat(codes(checked)).doesNotContain("E5002");
    }
    return least;
  }

  /** What grows without end ends at a limit, however short the program is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "type T%2$d = (T%1$d, T%1$d);#type T0 = (f32, f32);#fn f(x: T%1$d) -> f32 { 1.0 }",
        "struct S%2$d { a: S%1$d, b: S%1$d }#struct S0 { a: f32 }#fn f(x: S%1$d) -> f32 { 1.0 }",
        "let t%2$d = (t%1$d, t%1$d);#let t0 = (1, 2);#t%1$d",
        "let f%2$d = |x: f32| f%1$d(f%1$d(x));#let f0 = |x: f32| x;#f%1$d(1.0)",
        "let f%2$d = grad(|x: f32| f%1$d(x) * f%1$d(x));#let f0 = |x: f32| sin(x);#f%1$d(1.0)",
      })
  void whatDoublesEndsAtALimit(String program) {
    String[] parts = program.split("#", -1);
    String text =
        parts[1]
            + repeat(60, i -> parts[0].formatted(i, i + 1) + "\n")
            + parts[2].formatted(60, 61);
    assertThat(codes(Frontend.compile(Source.of(text), "", Map.of())))
        .containsAnyOf("E7002", "E7005")
        .hasSize(1);
  }
}
