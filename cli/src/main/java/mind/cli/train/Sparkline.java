package mind.cli.train;

import java.util.List;

/** A curve as one line of block characters, highest value as the full block. */
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** Shows means over equal parts of the values, at most {@code width} of them. */
  static String of(List<Double> values, int width) {
    int points = Math.min(width, values.size());
    double[] means = new double[points];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      int from = (int) ((long) i * values.size() / points);
      int to = (int) ((long) (i + 1) * values.size() / points);
      means[i] =
          values.subList(from, to).stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElse(Double.NaN);
      if (Double.isFinite(means[i])) {
        low = Math.min(low, means[i]);
        high = Math.max(high, means[i]);
      }
    }
    StringBuilder line = new StringBuilder(points);
    for (double mean : means) {
      line.append(block(mean, low, high));
    }
    return line.toString();
  }

  private static char block(double value, double low, double high) {
    if (!Double.isFinite(value)) {
      return '!';
    }
    int top = BLOCKS.length() - 1;
    return BLOCKS.charAt(high > low ? (int) Math.round((value - low) / (high - low) * top) : 0);
  }
}
