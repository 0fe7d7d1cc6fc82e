package mind.compiler.mlir;

import static org.assertj.core.api.Assertions.assertThat;

import mind.compiler.ir.Function;
import mind.compiler.ir.IrParser;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import org.junit.jupiter.api.Test;

/** The text; that it means the right thing is for MLIR's own tools to say, in tools/test.d. */
class MlirPrinterTest {
  private static final String PROGRAM =
      """
      fn @rows(%x: f32[2,3], %i: i32[4]) -> (high: f32[2], picked: i32[4]) {
        debug print "x {}"(%x)
        %2 = unary abs %x : f32[2,3]
        %3 = reduce max %2 axes=[1] : f32[2]
        %4 = const splat bits=0x2 : i32[4]
        %5 = binary mul %i, %4 : i32[4]
        return %3, %5
      }
      """;

  @Test
  void aNestIsAGeneric() {
    assertThat(MlirPrinter.print(IrParser.parse(PROGRAM)))
        .isEqualTo(
            """
            // %arg0 is %x
            // %arg1 is %i
            func.func @rows(%arg0: tensor<2x3xf32>, %arg1: tensor<4xi32>) -> (tensor<2xf32>, tensor<4xi32>) {
              %c0 = arith.constant 0xff800000 : f32
              %c1 = arith.constant 0x7fc00000 : f32
              // %2 = unary abs %x : f32[2,3]
              %v0 = tensor.empty() : tensor<2x3xf32>
              %v1 = linalg.generic {
                indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>],
                iterator_types = ["parallel", "parallel"]
              } ins(%arg0 : tensor<2x3xf32>) outs(%v0 : tensor<2x3xf32>) {
              ^bb0(%v2: f32, %v3: f32):
                %v4 = math.absf %v2 : f32
                linalg.yield %v4 : f32
              } -> tensor<2x3xf32>
              // %3 = reduce max %2 axes=[1] : f32[2]
              %v5 = tensor.empty() : tensor<2xf32>
              %v6 = linalg.fill ins(%c0 : f32) outs(%v5 : tensor<2xf32>) -> tensor<2xf32>
              %v7 = linalg.generic {
                indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>],
                iterator_types = ["parallel", "reduction"]
              } ins(%v1 : tensor<2x3xf32>) outs(%v6 : tensor<2xf32>) {
              ^bb0(%v8: f32, %v9: f32):
                %v10 = arith.maximumf %v9, %v8 : f32
                linalg.yield %v10 : f32
              } -> tensor<2xf32>
              // %4 = const splat bits=0x2 : i32[4]
              %v11 = arith.constant dense<2> : tensor<4xi32>
              // %5 = binary mul %i, %4 : i32[4]
              %v12 = tensor.empty() : tensor<4xi32>
              %v13 = linalg.generic {
                indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>],
                iterator_types = ["parallel"]
              } ins(%arg1, %v11 : tensor<4xi32>, tensor<4xi32>) outs(%v12 : tensor<4xi32>) {
              ^bb0(%v14: i32, %v15: i32, %v16: i32):
                %v17 = arith.muli %v14, %v15 : i32
                linalg.yield %v17 : i32
              } -> tensor<4xi32>
              // return high, picked
              %v18 = tensor.empty() : tensor<2xf32>
              %v19 = linalg.generic {
                indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>],
                iterator_types = ["parallel"]
              } ins(%v7 : tensor<2xf32>) outs(%v18 : tensor<2xf32>) {
              ^bb0(%v20: f32, %v21: f32):
                %v22 = arith.cmpf une, %v20, %v20 : f32
                %v23 = arith.select %v22, %c1, %v20 : f32
                linalg.yield %v23 : f32
              } -> tensor<2xf32>
              return %v19, %v13 : tensor<2xf32>, tensor<4xi32>
            }
            """);
  }

  @Test
  void theTextIsAFunctionOfTheFunction() {
    Function f = IrParser.parse(PROGRAM);
    assertThat(MlirPrinter.print(IrParser.parse(f.toString()))).isEqualTo(MlirPrinter.print(f));
  }

  @Test
  void sumsOfFloatsAreLoopsAndOthersReductions() {
    assertThat(sum("f64")).contains("scf.for", "vector<16xf64>").doesNotContain("\"reduction\"");
    assertThat(sum("i64")).contains("\"reduction\"").doesNotContain("scf.for");
  }

  private static String sum(String dtype) {
    return MlirPrinter.print(
        IrParser.parse(
            """
            fn @sum(%x: DTYPE[5,7]) -> (result: DTYPE[5]) {
              %1 = reduce sum %x axes=[1] : DTYPE[5]
              return %1
            }
            """
                .replace("DTYPE", dtype)));
  }

  @Test
  void floatsReadBackToTheirBits() {
    Tensor values =
        Tensor.of(
            Type.of(DType.F32, 2, 2),
            i -> new int[] {0x80000000, 0x3dcccccd, 1, 0x7fc00000}[(int) i]);
    assertThat(Types.dense(values))
        .isEqualTo(
            "dense<[[-0.0, 0.10000000149011612], [1.401298464324817E-45, 0x7fc00000]]> :"
                + " tensor<2x2xf32>");
    assertThat(Types.dense(Tensor.of(Type.of(DType.BOOL, 3), i -> 1)))
        .isEqualTo("dense<true> : tensor<3xi1>");
  }
}
