package mind.compiler.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How StableHLO text looks; what it means is tested where XLA judges it. */
class StableHloTest {
  private static final String LAYER =
      """
      fn @layer(%p.x: f32[2,3], %w: f32[3,4], %i: i32[2]) -> (y: f32[2,4], picked: f32[2]) {
        %3 = matmul %p.x, %w : f32[2,4]
        %4 = unary relu %3 : f32[2,4]
        debug print "{}"(%4)
        %5 = gather %4, %i axis=1 batch=1 : f32[2]
        return %4, %5
      }
      """;

  @Test
  void aFunctionIsAModule() {
    assertThat(StableHlo.print(IrParser.parse(LAYER)))
        .isEqualTo(
            """
            // inputs: p.x, w, i
            // outputs: y, picked
            module @layer {
              func.func public @main(%arg0: tensor<2x3xf32>, %arg1: tensor<3x4xf32>, \
            %arg2: tensor<2xi32>) -> (tensor<2x4xf32>, tensor<2xf32>) {
                %0 = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0], \
            precision = [HIGHEST, HIGHEST] : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
                %1 = stablehlo.constant dense<0x00000000> : tensor<2x4xf32>
                %2 = stablehlo.compare LT, %0, %1, FLOAT : \
            (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xi1>
                %3 = stablehlo.select %2, %1, %0 : tensor<2x4xi1>, tensor<2x4xf32>
                %4 = "stablehlo.gather"(%3, %arg2) <{dimension_numbers = #stablehlo.gather<\
            offset_dims = [], collapsed_slice_dims = [1], operand_batching_dims = [0], \
            start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 1>, \
            slice_sizes = array<i64: 1,1>}> : (tensor<2x4xf32>, tensor<2xi32>) -> tensor<2xf32>
                return %3, %4 : tensor<2x4xf32>, tensor<2xf32>
              }
            }
            """);
  }

  @Test
  void localesDoNotShow() {
    Locale before = Locale.getDefault();
    String expected = StableHlo.print(IrParser.parse(LAYER));
    try {
      for (String tag : List.of("ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(StableHlo.print(IrParser.parse(LAYER))).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
