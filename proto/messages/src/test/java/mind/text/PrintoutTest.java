package mind.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import mind.v1.DType;
import org.junit.jupiter.api.Test;

class PrintoutTest {
  private static TensorText f32(long... shape) {
    List<Long> dims = Arrays.stream(shape).boxed().toList();
    return new TensorText(DType.F32, dims, i -> Float.floatToRawIntBits(i / 2f));
  }

  @Test
  void numbersAreTheShortestThatReadBack() {
    assertThat(TensorText.number(DType.F32, Float.floatToRawIntBits(0.1f))).isEqualTo("0.1");
    assertThat(TensorText.number(DType.F32, Float.floatToRawIntBits(1e-5f))).isEqualTo("1.0E-5");
    assertThat(TensorText.number(DType.F64, Double.doubleToRawLongBits(1 / 3.0)))
        .isEqualTo("0.3333333333333333");
    assertThat(TensorText.number(DType.F32, 0xffc00001L)).isEqualTo("nan");
    assertThat(TensorText.number(DType.F64, Double.doubleToRawLongBits(-1 / 0.0)))
        .isEqualTo("-inf");
    assertThat(TensorText.number(DType.I32, 0xffffffffL)).isEqualTo("-1");
    assertThat(TensorText.number(DType.I64, Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(TensorText.number(DType.BOOL, 1)).isEqualTo("true");
  }

  @Test
  void tensorsAreNestedLists() {
    assertThat(f32()).hasToString("0.0");
    assertThat(f32(3)).hasToString("[0.0, 0.5, 1.0]");
    assertThat(f32(2, 1, 2)).hasToString("[[[0.0, 0.5]],\n [[1.0, 1.5]]]");
    assertThat(f32(101)).hasToString("[0.0, 0.5, 1.0, ..., 49.0, 49.5, 50.0]");
    assertThat(f32(2, 60))
        .hasToString(
            "[[0.0, 0.5, 1.0, ..., 28.5, 29.0, 29.5],\n"
                + " [30.0, 30.5, 31.0, ..., 58.5, 59.0, 59.5]]");
  }

  @Test
  void rowsStandBelowTheFirst() {
    String text = Format.fill("x\n{{{}}} {}", List.of(f32(2, 1), f32()), 100);
    assertThat(text).isEqualTo("x\n{[[0.0],\n  [0.5]]} 0.0");
  }

  @Test
  void formatsHavePlaces() {
    assertThat(Format.places("a {} {{}} {}{}")).isEqualTo(3);
    for (String none : List.of("{", "}", "{a}", "a}b", "{}}")) {
      assertThat(Format.places(none)).as(none).isEqualTo(-1);
    }
    String text = "{} }{ {{";
    assertThat(Format.fill(Format.literal(text), List.of(), 100)).isEqualTo(text);
  }

  @Test
  void whatIsTooLongIsCutAndSaidToBe() {
    Printout printout = new Printout();
    String half = "é".repeat(Printout.LIMIT / 2);
    printout.print("first", List.of());
    printout.print(half, List.of());
    printout.print(half, List.of());
    printout.print("last", List.of());
    assertThat(printout.texts()).hasSize(4).startsWith("first", half);
    assertThat(half).startsWith(printout.texts().get(2));
    assertThat(printout.texts().getLast()).contains("the rest is cut", "65536");
    assertThat(printout.texts().stream().mapToInt(String::length).sum())
        .isLessThan(Printout.LIMIT + 100);
  }

  /** Of a tensor with many axes no more is made than is shown. */
  @Test
  void aTensorOfManyAxesIsCut() {
    Printout printout = new Printout();
    long[] shape = new long[14];
    Arrays.fill(shape, 4);
    printout.print("{}", List.of(f32(shape)));
    assertThat(printout.texts()).hasSize(2);
    assertThat(printout.texts().getFirst())
        .startsWith("[[[[[[[[[[[[[[0.0, 0.5")
        .hasSize(Printout.LIMIT);
  }
}
