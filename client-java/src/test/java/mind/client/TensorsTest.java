package mind.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import mind.v1.Tensor;
import org.junit.jupiter.api.Test;

final class TensorsTest {
  @Test
  void arraysRoundTrip() {
    assertThat(Tensors.floats(Tensors.of(new float[] {1, -0f, Float.NaN}, 3)))
        .containsExactly(1, -0f, Float.NaN);
    assertThat(Tensors.doubles(Tensors.of(new double[] {1, Double.MIN_VALUE}, 2, 1)))
        .containsExactly(1, Double.MIN_VALUE);
    assertThat(Tensors.ints(Tensors.of(new int[] {1, Integer.MIN_VALUE}, 1, 2)))
        .containsExactly(1, Integer.MIN_VALUE);
    assertThat(Tensors.longs(Tensors.of(new long[] {1, Long.MIN_VALUE}, 2)))
        .containsExactly(1, Long.MIN_VALUE);
    assertThat(Tensors.booleans(Tensors.of(new boolean[] {true, false}, 2)))
        .containsExactly(true, false);
  }

  @Test
  void isLittleEndian() {
    assertThat(Tensors.of(new int[] {1}, 1).getRaw())
        .isEqualTo(ByteString.copyFrom(new byte[] {1, 0, 0, 0}));
  }

  @Test
  void aScalarHasNoShape() {
    Tensor scalar = Tensors.scalar(2.5f);
    assertThat(scalar.getType().getShapeCount()).isZero();
    assertThat(Tensors.describe(scalar.getType())).isEqualTo("f32");
    assertThat(Tensors.describe(Tensors.of(new long[6], 2, 3).getType())).isEqualTo("i64[2,3]");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> Tensors.of(new float[5], 2, 3))
        .hasMessage("the shape [2, 3] has 6 elements, the array 5");
    assertThatThrownBy(() -> Tensors.of(new float[0], 0)).hasMessageContaining("below 1");
    assertThatThrownBy(() -> Tensors.floats(Tensors.scalar(1)))
        .hasMessage("the tensor is i32, not f32");
    Tensor cut = Tensors.of(new float[2], 2).toBuilder().setRaw(ByteString.EMPTY).build();
    assertThatThrownBy(() -> Tensors.floats(cut)).hasMessage("f32[2] with 0 bytes");
    assertThatThrownBy(() -> Tensors.get(List.of(Tensors.named("a", Tensors.scalar(1))), "b"))
        .hasMessage("no tensor 'b' among [a]");
  }
}
