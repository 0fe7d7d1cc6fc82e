package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Tensor;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at the ends of their ranges, and sizes and amounts of work beyond what there is. */
class ExtremesTest {
  private static List<String> codes(String text) {
    Source source = Source.of(text);
    Frontend.check(source);
    return Frontend.compile(source, "", Map.of()).diagnostics().stream()
        .map(Diagnostic::code)
        .toList();
  }

  /** The smallest i64 numbers are numbers as any other, and no names of dimensions. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "let x = -9223372036854775807; x + 1 => -9223372036854775806",
        "let x = -9223372036854775807; x - 2 => 9223372036854775807",
        "let x: i64 = -9223372036854775807; x => -9223372036854775807",
        "-9223372036854775808 => -9223372036854775808",
        "let x: i64 = -0x8000_0000_0000_0000; x => -9223372036854775808",
        "let x = 1; x + -9223372036854775808 => -9223372036854775807",
        "(-9223372036854775808 as f64) as i64 => -9223372036854775808",
        "(-9223372036854775808 / 2) => -4611686018427387904",
        "let x = 5; x + -9223372036854775807 => -9223372036854775802",
        "let x = 9223372036854775807; -x => -9223372036854775807",
        "let x = -4611686018427387904; x * 2 => -9223372036854775808",
        "let x = -2097152; x ** 3 => -9223372036854775808",
        "let x = -1e30 as i64; x + 1 => -9223372036854775807",
        "let x = -1e30; (x as i64) + 1 => -9223372036854775807",
        "sum([-9223372036854775807, 1]) => -9223372036854775806",
        "let x = -9223372036854775807; (x < 5) as i64 => 1",
        "let x = 5; (x > -9223372036854775807) as i64 => 1",
        "let x = (1, -9223372036854775807); x.1 + 1 => -9223372036854775806",
        "full([1], -9223372036854775807, dtype=i64) => -9223372036854775807",
      })
  void smallestIntegersAreNumbers(String text, long expected) {
    Tensor result = Programs.run(text).getFirst();
    assertThat(result.bits(0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2, 3][-9223372036854775807]",
        "let x = ones([3]); x[-9223372036854775807]",
        "let x = ones([3]); x[9223372036854775807]",
        "ones([-9223372036854775807])",
        "let x = -9223372036854775807; ones([x])",
        "let x = ones([3]); x[0:-9223372036854775807]",
        "let x = ones([3]); x[9223372036854775807:9223372036854775807]",
        "arange(0.0, -1e30)",
        "arange(0, -9223372036854775807)",
        "arange(9223372036854775807, -9223372036854775000)",
        "arange(-9000000000000000000, 9000000000000000000, 4000000000000000000)",
        "arange(0, 9223372036854775807, -1)",
        "let f = |x: f32| x; grad(f, wrt=[-9223372036854775807])(1.0)",
        "let mut s = 0.0; for i in -9223372036854775807..9223372036854775807 { s = s + 1.0; } s",
        "let mut s = 0.0; for i in -9223372036854770000..5 { s = s + 1.0; } s",
        "let mut s = 0.0; for i in -9000000000000000000..9000000000000000000 { s = 1.0; } s",
        "fn f(x: Tensor<f32, [n]>) -> i64 { n + 9223372036854775807 + 9223372036854775807 - n }",
        "fn f(x: Tensor<f32, [n]>) -> i64 { n * -9223372036854775808 }",
        "fn f(x: Tensor<f32, [n]>) -> f32 { sum(arange(0, 5, n)) as f32 }",
      })
  void extremeIntegersAreSaidWhereTheyDoNotFit(String text) {
    assertThat(codes(text)).isNotEmpty();
    isNothingInternal(text);
  }

  @Test
  void longStepsTakeTheFirstElement() {
    for (String step : List.of("4", "4294967298", "9223372036854775807")) {
      Tensor result = Programs.run("let x = [1.0, 2.0, 3.0, 4.0]; x[0:4:" + step + "]").getFirst();
      assertThat(Programs.values(result)).containsExactly(1);
    }
    Tensor result = Programs.run("let x = [1.0, 2.0, 3.0, 4.0]; x[1:4:2]").getFirst();
    assertThat(Programs.values(result)).containsExactly(2, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zeros([65536, 65536, 65536, 49152])",
        "zeros([65536, 65536, 65536, 32768, 2])",
        "zeros([65536, 65536, 65536, 65536])",
        "zeros([9223372036854775807, 9223372036854775807])",
        "zeros([2147483648])",
      })
  void tensorsBeyondTheLimitAreTooLarge(String text) {
    assertThat(codes(text)).containsExactly("E7003");
  }

  @ParameterizedTest
  @CsvSource({"==,0", "!=,1", "<,0", "<=,0", ">,0", ">=,0"})
  void nanComparesAsIeeeSays(String operator, double expected) {
    Tensor result = Programs.run("((0.0 / 0.0) " + operator + " (0.0 / 0.0)) as f32").getFirst();
    assertThat(Programs.values(result)).containsExactly(expected);
  }

  @Test
  void zerosAreEqual() {
    assertThat(Programs.values(Programs.run("(0.0 == -0.0) as f32").getFirst())).containsExactly(1);
  }

  private static void isNothingInternal(String text) {
    assertThat(Frontend.compile(Source.of(text), "", Map.of()).diagnostics())
        .noneMatch(d -> d.message().contains("internal"));
  }

  /** Defaults are evaluated in the check, so they are small. */
  @Test
  @Timeout(20)
  void defaultsAreSmall() {
    for (String parameter :
        List.of(
            "Tensor<f32, [1000000000]> = 1",
            "Tensor<f32, [4097]> = 1",
            "Tensor<f32, [4096, 4096]> = ones([4096, 4096]) @ ones([4096, 4096])",
            "f32 = sum(ones([4096, 4096]) @ ones([4096, 4096]))",
            "f32 = { let mut s = sum(ones([2])); for i in 0..1000 { s = s + s; } s }")) {
      assertThat(codes("fn main(x: " + parameter + ") -> f32 { 1.0 }")).containsExactly("E7003");
    }
    Checked small =
        Frontend.check(Source.of("fn main(x: Tensor<f32, [4096]> = 2) -> f32 { sum(x) }"));
    assertThat(small.diagnostics()).isEmpty();
    Tensor value = small.entries().getFirst().inputs().getFirst().defaultValue().orElseThrow();
    assertThat(value.value(4095)).isEqualTo(2);
  }

  /** A bug of ours, wherever it shows, is one diagnostic. */
  @Test
  void aStackThatIsTooSmallIsADiagnostic() {
    Checked checked =
        Frontend.contained(frontend -> {
          throw new StackOverflowError();
        });
    assertThat(checked.diagnostics()).extracting(Diagnostic::code).containsExactly("E7005");
  }

  @Test
  void whatFailsInsideIsADiagnostic() {
    Checked checked =
        Frontend.contained(frontend -> {
          throw new ArithmeticException("by zero");
        });
    assertThat(checked.diagnostics()).hasSize(1);
    assertThat(checked.diagnostics().getFirst().code()).isEqualTo("E5002");
    // What an exception says is for logs.
    assertThat(checked.diagnostics().getFirst().message())
        .contains("internal")
        .doesNotContain("by zero");
  }

  @Test
  void drawsDoNotDependOnUnrelatedFunctions() {
    String entry = "fn main() -> Tensor<f32, [3]> { rand([3]) }";
    String other = "fn other(k: f32 = rand([])) -> f32 { k }\n";
    String alone = Programs.compile(entry, "main", Map.of()).toString();
    assertThat(Programs.compile(other + entry, "main", Map.of())).hasToString(alone);
    assertThat(Programs.compile("let a = rand([3]); let b = rand([3]); a + b").toString())
        .contains("splat bits=0x0", "splat bits=0x1");
  }

  @Test
  void anArgumentIsDifferentiatedByOnce() {
    String f = "fn f(x: f32, y: f32) -> f32 { x * y }\n";
    assertThat(codes(f + "grad(f, wrt=[0, 0])(2.0, 3.0)")).containsExactly("E2007");
    assertThat(codes(f + "grad(f, wrt=[0, \"x\"])(2.0, 3.0)")).containsExactly("E2007");
    assertThat(codes(f + "grad(f, wrt=[1, 0])(2.0, 3.0)")).isEmpty();
  }

  /** By one rule, whatever the count, and not in the check. */
  @Test
  void linspaceIsComputed() {
    String function = Programs.compile("linspace(0, 1, 134000000)").toString();
    assertThat(function).contains("iota").hasSizeLessThan(2_000);
    double[] values = Programs.values(Programs.run("linspace(0.1, 0.7, 7)").getFirst());
    for (int i = 0; i < 6; i++) {
      assertThat(values[i]).isEqualTo((float) (0.1 + (0.7 - 0.1) * (i / 6.0)));
    }
    assertThat(values[6]).isEqualTo((float) 0.7);
    assertThat(Programs.values(Programs.run("linspace(3, 9, 1)").getFirst())).containsExactly(3);
    isNothingInternal("linspace(0, 1, 9223372036854775807)");
  }

  /** The loss of large logits has the precision of the loss, not that of the logits. */
  @Test
  void crossEntropyOfLargeLogitsIsPrecise() {
    String logits = "cross_entropy([[100000.0, 100000.0, 99999.0]], [0])";
    double loss = Programs.values(Programs.run(logits).getFirst())[0];
    assertThat(loss).isCloseTo(Math.log(2 + Math.exp(-1)), within(1e-6));
  }
}
