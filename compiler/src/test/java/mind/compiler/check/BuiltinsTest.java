package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mind.compiler.check.builtins.Builtin;
import mind.compiler.check.builtins.Builtins;
import mind.compiler.ir.Tensor;
import mind.compiler.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of built-ins: {@code resources/values.txt} has lines {@code expression => type values}.
 */
class BuiltinsTest {
  private static final Path TABLE = Path.of("src/test/resources/values.txt");

  /** Draws have no values to compare: they have a test of their own. */
  private static final List<String> DRAWS = List.of("rand", "randn", "fold_in");

  static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (line.contains("=>")) {
        rows.add(line);
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasTheValue(String row) {
    String[] sides = row.split("=>");
    Programs.assertGives(Programs.run(sides[0]), sides[1]);
  }

  @Test
  void everyBuiltinHasARow() throws IOException {
    String all = Files.readString(TABLE);
    assertThat(Builtins.all())
        .extracting(Builtin::name)
        .filteredOn(name -> !DRAWS.contains(name))
        .allSatisfy(name -> assertThat(all).contains(name + "("));
  }

  /** The four ways to write a call mean one IR. */
  @Test
  void spellingsMeanTheSame() {
    String plain = Programs.compile("let x = [1.0, 2.0]; sum(x, axis=0)").toString();
    for (String call :
        List.of(
            "tensor.sum(x, axis=0)",
            "tensor::sum(x, axis=0)",
            "x.sum(axis=0)",
            "x.sum(0)",
            "sum(x, axes=[0])",
            "sum(x, dim=-1)")) {
      assertThat(Programs.compile("let x = [1.0, 2.0]; " + call)).hasToString(plain);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      value = {
        "conv2d(ones([2, 3, 8, 8]), ones([4, 3, 3, 3])) => channels first in both, pass"
            + " `layout=\"NCHW\"`",
        "conv2d(ones([2, 8, 8, 3]), ones([3, 3, 3, 4]), layout=\"NCHW\") => leave out"
            + " `layout=\"NCHW\"`",
        "conv2d(ones([2, 8, 8, 3]), ones([5, 3, 2, 2])) => `transpose(w, [2, 3, 1, 0])`",
        "max_pool2d(ones([2, 3, 8, 8]), 5) => channels first, pass `layout=\"NCHW\"`",
        "avg_pool2d(ones([2, 8, 8, 3]), 5, layout=\"NCHW\") => leave out `layout=\"NCHW\"`"
      })
  void anErrorThatAnotherLayoutCuresSaysSo(String call, String help) {
    Checked checked = Frontend.check(Source.of(call));
    assertThat(checked.diagnostics()).hasSize(1);
    assertThat(checked.diagnostics().getFirst().help().orElseThrow()).contains(help);
  }

  /** Contractions are one matrix product, of operands as they are. */
  @Test
  void einsumRepeatsNothing() {
    String function =
        Programs.compile(
                "fn main(x: Tensor<f32, [5, 7, 2, 3]>, w: Tensor<f32, [2, 3, 4]>) -> Tensor<f32,"
                    + " [5, 7, 4]> { einsum(\"btnh,nhd->btd\", x, w) }")
            .toString();
    assertThat(function).doesNotContain("broadcast").containsOnlyOnce("matmul");
    assertThat(function).contains("reshape").doesNotContain("transpose");
  }

  @Test
  void drawsAreOfTheirKeys() {
    List<Tensor> same = Programs.run("(rand([4], key=7), rand([4], key=7), rand([4], key=8))");
    assertThat(same.get(0)).isEqualTo(same.get(1)).isNotEqualTo(same.get(2));
    for (double value : Programs.values(same.get(0))) {
      assertThat(value).isBetween(0.0, 1.0);
    }
    List<Tensor> scaled =
        Programs.run(
            "(rand([4], key=7, low=2, high=4), rand([4], key=7) * 2 + 2, rand(2, 2, key=7))");
    assertThat(scaled.get(0)).isEqualTo(scaled.get(1));
    assertThat(scaled.get(2).type()).hasToString("f32[2,2]");
    List<Tensor> normal =
        Programs.run(
            "(randn([3], key=fold_in(1, 2)), randn([3], key=fold_in(1, 3)),"
                + " random_normal([3], key=fold_in(1, 2), stddev=2.0) / 2)");
    assertThat(normal.get(0)).isNotEqualTo(normal.get(1)).isEqualTo(normal.get(2));
  }

  /** Draws without a key are of the seed and their order, which is that of the program. */
  @Test
  void drawsWithoutAKeyAreOfTheSeed() {
    List<Tensor> drawn = Programs.run("(rand([4]), rand([4]), rand([4], key=fold_in(0, 1)))");
    assertThat(drawn.get(0)).isNotEqualTo(drawn.get(1));
    assertThat(drawn.get(1)).isEqualTo(drawn.get(2));
    assertThat(Programs.compile("rand([4])").seeded()).isTrue();
    assertThat(Programs.compile("rand([4], key=1)").seeded()).isFalse();
  }
}
