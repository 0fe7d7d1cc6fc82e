package mind.runtime.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;
import mind.runtime.RuntimeFailure;
import mind.runtime.TensorBuffer;
import mind.v1.DType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Small nests and manifests, and their inputs and outputs. */
final class HandMade {
  private HandMade() {}

  /** x[n] -> (x * 2 in the arena) -> x * 2 + seed. */
  static ManifestBuilder chain(long n) {
    ManifestBuilder manifest =
        new ManifestBuilder().input("x", DType.F64, n).seed().output("result", n);
    manifest.launch(twice(n), manifest.in(0), manifest.arena(0));
    manifest.launch(plusSeed(n), manifest.arena(0), manifest.in(1), manifest.out(0));
    return manifest;
  }

  static Access vector(int buffer, long n) {
    return Access.of(
        buffer, mind.compiler.kernel.DType.F64, List.of(n), List.of(Index.along(0, 1)));
  }

  static Nest twice(long n) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref x = b.load(0, mind.compiler.kernel.DType.F64);
    return Nest.map(
        List.of(Axis.parallel(n)),
        List.of(vector(0, n)),
        b.build(List.of(b.add(x, x))),
        List.of(vector(1, n)));
  }

  static Nest sum(long n) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref x = b.load(0, mind.compiler.kernel.DType.F64);
    ScalarCode.Ref y = b.load(1, mind.compiler.kernel.DType.F64);
    return Nest.map(
        List.of(Axis.parallel(n)),
        List.of(vector(0, n), vector(1, n)),
        b.build(List.of(b.add(x, y))),
        List.of(vector(2, n)));
  }

  static Nest plusSeed(long n) {
    ScalarCode.Builder b = new ScalarCode.Builder();
    ScalarCode.Ref x = b.load(0, mind.compiler.kernel.DType.F64);
    ScalarCode.Ref seed = b.load(1, mind.compiler.kernel.DType.I64);
    ScalarCode.Ref sum = b.add(x, b.convert(seed, mind.compiler.kernel.DType.F64));
    Access scalar = Access.of(1, mind.compiler.kernel.DType.I64, List.of(), List.of());
    return Nest.map(
        List.of(Axis.parallel(n)),
        List.of(vector(0, n), scalar),
        b.build(List.of(sum)),
        List.of(vector(2, n)));
  }

  static TensorBuffer doubles(boolean direct, double... values) {
    int bytes = 8 * values.length;
    ByteBuffer data = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    data.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    return new TensorBuffer(ManifestBuilder.type(DType.F64, values.length), data);
  }

  static double[] contents(TensorBuffer tensor) {
    double[] values = new double[tensor.data().remaining() / 8];
    tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  static void assertFails(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RuntimeFailure.class, f -> assertThat(f.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
