package mind.loadtest;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The cases of {@link ComputeCases} in plain loops. */
final class PlainLoops {
  private PlainLoops() {}

  /** A matrix, row by row. */
  private record Matrix(int rows, int columns, double[] values) {
    static Matrix of(CaseInputs inputs, String name, int rows, int columns) {
      float[] floats = inputs.floats(name);
      double[] values = new double[floats.length];
      Arrays.setAll(values, i -> floats[i]);
      return new Matrix(rows, columns, values);
    }

    Matrix times(Matrix other) {
      double[] product = new double[rows * other.columns];
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < columns; k++) {
          for (int j = 0; j < other.columns; j++) {
            product[i * other.columns + j] +=
                values[i * columns + k] * other.values[k * other.columns + j];
          }
        }
      }
      return new Matrix(rows, other.columns, product);
    }

    Matrix transposed() {
      double[] to = new double[values.length];
      Arrays.setAll(to, i -> values[i % rows * columns + i / rows]);
      return new Matrix(columns, rows, to);
    }

    /** Adds a row to each row. */
    Matrix plusRow(Matrix row) {
      double[] sum = values.clone();
      Arrays.setAll(sum, i -> values[i] + row.values[i % columns]);
      return new Matrix(rows, columns, sum);
    }

    Matrix columnSums() {
      double[] ones = new double[rows];
      Arrays.fill(ones, 1);
      return new Matrix(1, rows, ones).times(this);
    }

    Matrix map(DoubleUnaryOperator f) {
      return new Matrix(rows, columns, Arrays.stream(values).map(f).toArray());
    }

    Matrix relu() {
      return map(v -> Math.max(0, v));
    }
  }

  /** Outputs of a case, in order. */
  static List<double[]> compute(String name, CaseInputs in) {
    return switch (name) {
      case "large_matmul_4096" ->
          List.of(Matrix.of(in, "x", 1, 4096).times(Matrix.of(in, "w", 4096, 4096)).values);
      case "gemm_64" ->
          List.of(Matrix.of(in, "a", 64, 64).times(Matrix.of(in, "b", 64, 64)).values);
      case "mlp_batch32" -> mlp(in);
      case "conv2d_inference" -> convolutions(in);
      case "simple_quadratic" -> simpleQuadratic(in);
      case "small_mlp" -> smallMlp(in);
      case "matmul_chain" -> matmulChain(in);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static List<double[]> mlp(CaseInputs in) {
    int[] sizes = {784, 512, 256, 10};
    Matrix h = Matrix.of(in, "x", 32, 784);
    for (int layer = 1; layer <= 3; layer++) {
      Matrix w = Matrix.of(in, "w" + layer, sizes[layer - 1], sizes[layer]);
      h = h.times(w).plusRow(Matrix.of(in, "b" + layer, 1, sizes[layer]));
      h = layer < 3 ? h.relu() : h;
    }
    return List.of(h.values);
  }

  private static List<double[]> convolutions(CaseInputs in) {
    double[] x = Matrix.of(in, "x", 1, 1).values;
    double[] h1 = convolution(x, 64, 3, 32, in, "1");
    double[] h2 = convolution(h1, 32, 32, 64, in, "2");
    Matrix result =
        new Matrix(8, 16384, h2)
            .times(Matrix.of(in, "w3", 16384, 10))
            .plusRow(Matrix.of(in, "b3", 1, 10));
    return List.of(result.values);
  }

  /** 3x3 over images padded to keep their size, bias, relu, the largest of 2x2. */
  private static double[] convolution(
      double[] x, int side, int from, int to, CaseInputs in, String layer) {
    double[] w = Matrix.of(in, "w" + layer, 1, 1).values;
    float[] b = in.floats("b" + layer);
    double[] pooled = new double[8 * side / 2 * side / 2 * to];
    double[] sums = new double[to];
    for (int at = 0; at < 8 * side * side; at++) {
      int image = at / (side * side);
      int row = at / side % side;
      int column = at % side;
      Arrays.setAll(sums, c -> b[c]);
      for (int tap = 0; tap < 9; tap++) {
        int r = row + tap / 3 - 1;
        int s = column + tap % 3 - 1;
        if (r < 0 || r >= side || s < 0 || s >= side) {
          continue;
        }
        for (int i = 0; i < from; i++) {
          double value = x[((image * side + r) * side + s) * from + i];
          for (int o = 0; o < to; o++) {
            sums[o] += value * w[(tap * from + i) * to + o];
          }
        }
      }
      int cell = ((image * side / 2 + row / 2) * side / 2 + column / 2) * to;
      for (int o = 0; o < to; o++) { // starts at 0, which is relu's least
        pooled[cell + o] = Math.max(pooled[cell + o], sums[o]);
      }
    }
    return pooled;
  }

  private static List<double[]> simpleQuadratic(CaseInputs in) {
    Matrix x = Matrix.of(in, "x", 1000, 1000);
    double sum = Arrays.stream(x.values).map(v -> v * v).sum();
    return List.of(new double[] {sum}, x.map(v -> 2 * v).values);
  }

  private static List<double[]> smallMlp(CaseInputs in) {
    Matrix x = Matrix.of(in, "x", 32, 784);
    Matrix w2 = Matrix.of(in, "w2", 256, 10);
    Matrix z = x.times(Matrix.of(in, "w1", 784, 256)).plusRow(Matrix.of(in, "b1", 1, 256));
    Matrix h = z.relu();
    Matrix prediction = h.times(w2).plusRow(Matrix.of(in, "b2", 1, 10));
    float[] y = in.floats("y");
    double[] error = prediction.values.clone();
    Arrays.setAll(error, i -> prediction.values[i] - y[i]);
    double loss = Arrays.stream(error).map(e -> e * e).average().orElseThrow();
    Matrix dp = new Matrix(32, 10, error).map(e -> 2 * e / 320);
    double[] dz = dp.times(w2.transposed()).values;
    Arrays.setAll(dz, i -> z.values[i] > 0 ? dz[i] : 0);
    Matrix dh = new Matrix(32, 256, dz);
    return List.of(
        new double[] {loss},
        x.transposed().times(dh).values,
        dh.columnSums().values,
        h.transposed().times(dp).values,
        dp.columnSums().values);
  }

  private static List<double[]> matmulChain(CaseInputs in) {
    Matrix a = Matrix.of(in, "a", 128, 128);
    Matrix b = Matrix.of(in, "b", 128, 128);
    Matrix c = Matrix.of(in, "c", 128, 128);
    Matrix d = Matrix.of(in, "d", 128, 128);
    Matrix ab = a.times(b);
    Matrix cd = c.times(d);
    Matrix ones = a.map(v -> 1);
    return List.of(
        new double[] {Arrays.stream(ab.times(cd).values).sum()},
        ones.times(b.times(cd).transposed()).values,
        a.transposed().times(ones).times(cd.transposed()).values,
        ab.transposed().times(ones).times(d.transposed()).values,
        ab.times(c).transposed().times(ones).values);
  }
}
