package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mind.compiler.diagnostic.Diagnostic;
import mind.compiler.ir.Tensor;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
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
        "full([1], -9223372036854775807)[0] => -9223372036854775807",
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
    assertThat(codes(text)).isNotEmpty().doesNotContain("E5002");
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
}
