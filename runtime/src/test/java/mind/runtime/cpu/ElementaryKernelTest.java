package mind.runtime.cpu;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarCode.Ref;
import mind.compiler.kernel.math.Elementary;
import mind.compiler.kernel.math.Philox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The vectorised elementary functions and random numbers have the bits that the evaluator gives.
 */
class ElementaryKernelTest {
  private static final int SIZE = 4_099;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void elementaryFunctions(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    Ref x = b.load(0, dtype);
    Ref y = b.load(1, dtype);
    List<Ref> results =
        List.of(
            Elementary.exp(b, x),
            Elementary.expm1(b, x),
            Elementary.log(b, x),
            Elementary.log1p(b, x),
            Elementary.tanh(b, x),
            Elementary.logistic(b, x),
            Elementary.sin(b, x),
            Elementary.cos(b, x),
            Elementary.atan(b, x),
            Elementary.erf(b, x),
            Elementary.pow(b, x, y));
    for (Ref result : results) {
      check(b, dtype, 2, List.of(result));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void randomNumbers(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    List<Ref> in = IntStream.range(0, 6).mapToObj(i -> b.load(i, DType.I32)).toList();
    List<Ref> words = Philox.words(b, in.subList(0, 4), in.subList(4, 6));
    boolean single = dtype == DType.F32;
    Ref u0 =
        single
            ? Philox.uniformF32(b, words.get(0))
            : Philox.uniformF64(b, words.get(0), words.get(1));
    Ref u1 =
        single
            ? Philox.uniformF32(b, words.get(1))
            : Philox.uniformF64(b, words.get(2), words.get(3));
    check(
        b,
        DType.I32,
        6,
        Stream.concat(Stream.of(u0), Philox.normalPair(b, u0, u1).stream()).toList());
  }

  private static void check(ScalarCode.Builder b, DType operand, int operands, List<Ref> results) {
    List<Access> reads = IntStream.range(0, operands).mapToObj(i -> access(i, operand)).toList();
    List<Access> writes =
        IntStream.range(0, results.size())
            .mapToObj(i -> access(operands + i, results.get(i).dtype()))
            .toList();
    Nest nest = Nest.map(List.of(Axis.parallel(SIZE)), reads, b.build(results), writes);
    Comparison.check(nest, 1);
  }

  private static Access access(int buffer, DType dtype) {
    return new Access(buffer, dtype, List.of((long) SIZE), List.of(Index.along(0, 1)), false, 0);
  }
}
