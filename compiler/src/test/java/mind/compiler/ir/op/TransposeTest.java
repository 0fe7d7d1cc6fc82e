package mind.compiler.ir.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mind.compiler.ir.IrException;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;

class TransposeTest {
  private static final Type X = Type.of(DType.F32, 2, 3, 4);

  @Test
  void permutesDimensions() {
    assertThat(new Transpose(2, 0, 1).infer(X)).isEqualTo(Type.of(DType.F32, 4, 2, 3));
  }

  @Test
  void takesPermutationsOnly() {
    int[][] others = {{}, {0, 1}, {0, 1, 2, 3}, {0, 1, 1}, {0, 1, 3}, {0, 1, -1}};
    for (int[] perm : others) {
      assertThatThrownBy(() -> new Transpose(perm).infer(X))
          .isInstanceOf(IrException.class)
          .hasMessageContaining("transpose of f32[2,3,4]");
    }
  }
}
