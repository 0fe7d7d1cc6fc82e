package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.diagnostic.Renderer;
import mind.compiler.source.Source;
import mind.compiler.syntax.Parser;
import org.junit.jupiter.api.Test;

/** Whatever the text is, there are diagnostics and no exceptions, and the limits hold. */
class RobustnessTest {
  private static final int MUTANTS = 4_000;
  private static final String[] PIECES = {
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    ",",
    ";",
    ":",
    "::",
    ".",
    "..",
    "->",
    "=",
    "==",
    "|",
    "||",
    "@",
    "**",
    "-",
    "!",
    "%",
    "fn ",
    "let ",
    "mut ",
    "if ",
    "else ",
    "for i in 0..3 ",
    "return ",
    "struct ",
    "const N = 3;",
    "type T = f32;",
    "grad(",
    "value_and_grad(",
    "|x| ",
    "x",
    "0",
    "1.5",
    "-1",
    "9999999999",
    "\"s\"",
    "\"",
    "/*",
    "//",
    "\n",
    "é",
    "\u0000",
    "n",
    "f32",
    "Tensor<f32, [n]>",
    "as f32",
    "true",
    "match x { }",
    "while true { }",
    "reshape(x, [-1])",
    "x[0]",
    "x[:, None]",
    "rand([2])",
    "axis=1",
    "wrt=[0]",
    "wrt=[0, 0]",
    "-9223372036854775808",
    "9223372036854775807",
    "x[-9223372036854775807]",
    "x[0:2:4294967298]",
    "[65536, 65536, 65536, 49152]",
    "zeros([46341, 46341])",
    "linspace(0, 1, 134000000)",
    "fn d(a: f32 = rand([]), b: Tensor<f32, [2]> = ones([9, 2]) @ ones([2])) -> f32 { a }",
    "fn d(x: Tensor<f32, [1000000000]> = 1) -> f32 { 1.0 }",
    ": Tensor<f32, [9999]> = 1",
    "arange(-9223372036854775807, 9223372036854775807, 3)"
  };

  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/diagnostics"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".mind")).sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    for (String row : Files.readAllLines(Path.of("src/test/resources/values.txt"))) {
      seeds.add(row.split("=>")[0].getBytes(StandardCharsets.UTF_8));
    }
    seeds.add(ProgramsTest.SPIRAL.getBytes(StandardCharsets.UTF_8));
    seeds.add(ProgramsTest.DIGITS.getBytes(StandardCharsets.UTF_8));
    return seeds;
  }

  @Test
  void mutatedProgramsNeverThrow() throws IOException {
    Random random = new Random(42);
    List<byte[]> seeds = seeds();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] text = seeds.get(random.nextInt(seeds.size()));
      for (int k = random.nextInt(4); k >= 0; k--) {
        text = mutate(text, random);
      }
      survive(text);
    }
  }

  private static void survive(byte[] text) {
    Source source = Source.of(text);
    try {
      List<Diagnostic> found = new ArrayList<>(Frontend.check(source).diagnostics());
      found.addAll(Frontend.compile(source, "", Map.of("n", 3L)).diagnostics());
      Renderer.render(found, "f", source, true);
      assertThat(found).noneMatch(d -> d.message().contains("internal"));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(new String(text, StandardCharsets.UTF_8), e);
    }
  }

  private static byte[] mutate(byte[] text, Random random) {
    int at = random.nextInt(text.length + 1);
    int length = Math.min(random.nextInt(12), text.length - at);
    byte[] piece =
        switch (random.nextInt(4)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
          default -> {
            int from = random.nextInt(text.length + 1);
            int count = Math.min(random.nextInt(40), text.length - from);
            yield java.util.Arrays.copyOfRange(text, from, from + count);
          }
        };
    int removed = random.nextBoolean() ? 0 : length;
    byte[] mutant = new byte[text.length + piece.length - removed];
    System.arraycopy(text, 0, mutant, 0, at);
    System.arraycopy(piece, 0, mutant, at, piece.length);
    System.arraycopy(text, at + removed, mutant, at + piece.length, text.length - at - removed);
    return mutant;
  }

  private static List<String> codes(String text) {
    return Frontend.compile(Source.of(text), "", Map.of()).diagnostics().stream()
        .map(Diagnostic::code)
        .toList();
  }

  @Test
  void aSourceMayNotBeTooLarge() {
    assertThat(codes(" ".repeat(Parser.MAX_SOURCE + 1))).containsExactly("E7001");
  }

  @Test
  void operationsAreCounted() {
    String loops = "for i in 0..1000 { for j in 0..1000 { x = x + 1.0; } } x";
    assertThat(codes("let mut x = sum([1.0]); " + loops)).containsExactly("E7002");
    StringBuilder calls = new StringBuilder("fn f0(x: f32) -> f32 { x + 1.0 }\n");
    for (int i = 1; i < 60; i++) {
      calls.append("fn f%d(x: f32) -> f32 { f%d(x) + f%d(x) }\n".formatted(i, i - 1, i - 1));
    }
    assertThat(codes(calls + "f59(1.0)")).containsExactly("E7002");
  }

  @Test
  void nestingIsLimited() {
    for (String[] nest :
        new String[][] {
          {"(", "1", ")"},
          {"[", "1", "]"},
          {"{", "1", "}"},
          {"-", "1", ""},
          {"if true {", "1", "} else { 0 }"},
          {"relu(", "1.0", ")"},
          {"|x| ", "1", ""},
          {"", "1", " as f32"},
          {"", "1.0", ".relu()"},
          {"2 ** ", "1", ""}
        }) {
      String deep = nest[0].repeat(5_000) + nest[1] + nest[2].repeat(5_000);
      assertThat(codes("let x = " + deep + ";")).contains("E7005");
    }
    assertThat(codes("let x: " + "(".repeat(5_000) + "f32 = 1;")).contains("E7005");
    StringBuilder values = new StringBuilder("let x0 = (1, 2);\n");
    for (int i = 1; i < 500; i++) {
      values.append("let x%d = (x%d, x%d);\n".formatted(i, i - 1, i - 1));
    }
    assertThat(codes(values.toString())).containsAnyOf("E7005", "E7002");
    StringBuilder calls = new StringBuilder("fn f0(x: f32) -> f32 { x }\n");
    for (int i = 1; i < 2_000; i++) {
      calls.append("fn f%d(x: f32) -> f32 { f%d(x) }\n".formatted(i, i - 1));
    }
    assertThat(codes(calls + "f1999(1.0)")).containsExactly("E7005");
  }

  /** Types that double themselves are large before they are deep. */
  @Test
  void doublingTypesAreCounted() {
    StringBuilder aliases = new StringBuilder("type T0 = (f32, f32);\n");
    StringBuilder structs = new StringBuilder("struct S0 { a: f32 }\n");
    for (int i = 1; i < 60; i++) {
      aliases.append("type T%d = (T%d, T%d);\n".formatted(i, i - 1, i - 1));
      structs.append("struct S%d { a: S%d, b: S%d }\n".formatted(i, i - 1, i - 1));
    }
    assertThat(codes(aliases + "fn f(x: T59) -> f32 { 1.0 }")).containsExactly("E7002");
    assertThat(codes(structs + "fn f(x: S59) -> f32 { 1.0 }")).containsExactly("E7002");
  }

  /** Long is not deep: chains and lists of ten thousand are ordinary programs. */
  @Test
  void longProgramsAreFine() {
    assertThat(codes("let x = sum([1.0]); x" + " + x".repeat(10_000))).isEmpty();
    assertThat(codes("sum([" + "1, ".repeat(50_000) + "1])")).isEmpty();
    StringBuilder lets = new StringBuilder("let x0 = sum([1.0]);\n");
    for (int i = 1; i < 10_000; i++) {
      lets.append("let x%d = x%d + 1.0;\n".formatted(i, i - 1));
    }
    assertThat(codes(lets + "x9999")).isEmpty();
  }

  /** A program full of mistakes gives a bounded number of diagnostics. */
  @Test
  void diagnosticsAreBounded() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("let a%d = undefined_%d;\n".formatted(i, i));
    }
    assertThat(codes(text.toString())).hasSize(100);
  }
}
