package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.compiler.kernel.ScalarOp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every scalar operation on every dtype, on odd numbers, in vectors and in what remains of them.
 */
class ScalarOpTest {
  private static final int POINTS = 1003;

  @ParameterizedTest
  @EnumSource(DType.class)
  void operations(DType dtype) {
    for (ScalarOp op : RandomScalars.on(dtype)) {
      RandomScalars scalars = new RandomScalars(new Random(op.name().hashCode()));
      for (int i = 0; i < 3; i++) {
        scalars.take(scalars.builder().load(i, dtype));
      }
      check(scalars.builder(), scalars.apply(op, dtype), List.of(dtype, dtype, dtype));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void conversions(DType from) {
    for (DType to : DType.values()) {
      ScalarCode.Builder b = new ScalarCode.Builder();
      check(b, b.convert(b.load(0, from), to), List.of(from));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void selections(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref condition = b.load(2, DType.BOOL);
    check(
        b,
        b.select(condition, b.load(0, dtype), b.load(1, dtype)),
        List.of(dtype, dtype, DType.BOOL));
  }

  /** The one NaN that a program's outputs may hold, whatever the bits that came in. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void canonicalNan(DType dtype) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref x = b.load(0, dtype);
    ScalarCode.Ref nan = b.real(dtype, Double.NaN);
    ScalarCode.Ref negated = b.neg(x);
    ScalarCode.Ref value = b.select(b.isNan(negated), nan, negated);
    check(b, b.bitcast(value), List.of(dtype));
  }

  private static void check(
      ScalarCode.Builder builder, ScalarCode.Ref value, List<DType> operands) {
    List<Axis> axes = List.of(Axis.parallel(POINTS));
    List<Access> reads = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      reads.add(whole(i, operands.get(i)));
    }
    ScalarCode code = builder.build(List.of(value));
    Nest nest = Nest.map(axes, reads, code, List.of(whole(operands.size(), value.dtype())));
    Comparison.check(nest, 7);
  }

  private static Access whole(int buffer, DType dtype) {
    return Access.of(buffer, dtype, List.of((long) POINTS), List.of(Index.along(0, 1)));
  }
}
