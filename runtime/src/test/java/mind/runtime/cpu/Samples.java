package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Axis;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.DType;
import mind.compiler.kernel.Index;
import mind.compiler.kernel.Nest;
import mind.compiler.kernel.ScalarCode;

/** The nests of common operations. */
final class Samples {
  private Samples() {}

  /**
   * Batched a[b,m,k] by b[b,k,n]; a transposed operand has its last two dimensions the other way.
   */
  static Nest matmul(
      DType dtype, long batch, long m, long n, long k, boolean transposeA, boolean transposeB) {
    List<Axis> axes =
        List.of(Axis.parallel(batch), Axis.parallel(m), Axis.parallel(n), Axis.reduce(k));
    Access a = matrix(0, dtype, axes, transposeA ? List.of(0, 3, 1) : List.of(0, 1, 3));
    Access b = matrix(1, dtype, axes, transposeB ? List.of(0, 2, 3) : List.of(0, 3, 2));
    Access c = matrix(2, dtype, axes, List.of(0, 1, 2));
    ScalarCode.Builder code = new ScalarCode.Builder();
    ScalarCode factors = code.build(List.of(code.load(0, dtype), code.load(1, dtype)));
    return Nest.reduction(axes, List.of(a, b), factors, Combine.FMA_CHAIN, c, 0);
  }

  /** A dense array whose dimensions run along the axes given. */
  static Access matrix(int buffer, DType dtype, List<Axis> axes, List<Integer> along) {
    List<Long> extents = new ArrayList<>();
    List<Index> indices = new ArrayList<>();
    for (int axis : along) {
      extents.add(axes.get(axis).extent());
      indices.add(Index.along(axis, axes.size()));
    }
    return Access.of(buffer, dtype, extents, indices);
  }

  /** Reduces the axes of a dense array that are marked. */
  static Nest reduce(DType dtype, Combine combine, int trailingRun, List<Axis> axes) {
    List<Integer> all = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      all.add(a);
      if (!axes.get(a).isReduce()) {
        kept.add(a);
      }
    }
    ScalarCode.Builder code = new ScalarCode.Builder();
    ScalarCode value = code.build(List.of(code.load(0, dtype)));
    return Nest.reduction(
        axes,
        List.of(matrix(0, dtype, axes, all)),
        value,
        combine,
        matrix(1, dtype, axes, kept),
        trailingRun);
  }

  /** conv2d, NHWC by HWIO, zero padding of {@code pad} all round. */
  static Nest conv(long height, long width, long in, long out, long window, long pad) {
    int rank = 6;
    long h = height + 2 * pad - window + 1;
    long w = width + 2 * pad - window + 1;
    List<Axis> axes =
        List.of(
            Axis.parallel(h),
            Axis.parallel(w),
            Axis.parallel(out),
            Axis.reduce(window),
            Axis.reduce(window),
            Axis.reduce(in));
    Index y = Index.affine(-pad, List.of(1L, 0L, 0L, 1L, 0L, 0L));
    Index x = Index.affine(-pad, List.of(0L, 1L, 0L, 0L, 1L, 0L));
    Access image =
        new Access(
            0,
            DType.F32,
            List.of(height, width, in),
            List.of(y, x, Index.along(5, rank)),
            pad > 0,
            0);
    Access filter = matrix(1, DType.F32, axes, List.of(3, 4, 5, 2));
    ScalarCode.Builder code = new ScalarCode.Builder();
    ScalarCode factors = code.build(List.of(code.load(0, DType.F32), code.load(1, DType.F32)));
    return Nest.reduction(
        axes,
        List.of(image, filter),
        factors,
        Combine.FMA_CHAIN,
        matrix(2, DType.F32, axes, List.of(0, 1, 2)),
        0);
  }
}
