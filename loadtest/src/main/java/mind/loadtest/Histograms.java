package mind.loadtest;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A latency histogram for people: bars over a scale that doubles, and the usual percentiles. */
final class Histograms {
  private static final int BAR = 50;
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

  private Histograms() {}

  static void print(PrintStream text, String title, Load.Outcome outcome) {
    Histogram latencies = outcome.latencies();
    text.printf(
        Locale.ROOT,
        "%n%s: %.0f calls/s (%d calls in %.1f s)%n",
        title,
        outcome.callsPerSecond(),
        latencies.getTotalCount(),
        outcome.seconds());
    long tallest = 1;
    long first = Long.highestOneBit(Math.max(1, latencies.getMinValue()));
    for (long from = first; from <= latencies.getMaxValue(); from *= 2) {
      tallest = Math.max(tallest, latencies.getCountBetweenValues(from, 2 * from - 1));
    }
    for (long from = first; from <= latencies.getMaxValue(); from *= 2) {
      long count = latencies.getCountBetweenValues(from, 2 * from - 1);
      String bar = "#".repeat((int) Math.ceilDiv(count * BAR, tallest));
      text.printf(Locale.ROOT, "  < %9.1f us %9d %s%n", 2 * from / 1000.0, count, bar);
    }
    for (double percentile : PERCENTILES) {
      text.printf(Locale.ROOT, "  p%-5s %9.1f us%n", label(percentile), outcome.micros(percentile));
    }
  }

  private static String label(double percentile) {
    return percentile == Math.rint(percentile)
        ? Integer.toString((int) percentile)
        : Double.toString(percentile);
  }
}
