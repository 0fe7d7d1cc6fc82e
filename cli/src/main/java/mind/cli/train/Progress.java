package mind.cli.train;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;

/**
 * Shows how a training goes, on err: one line that is redrawn on a terminal, a line now and then
 * elsewhere.
 */
final class Progress {
  private static final int WIDTH = 32;
  private static final int PLAIN_LINES = 10;
  private static final Duration REDRAW = Duration.ofMillis(80);

  private final Console console;
  private final long total;
  private final long start = System.nanoTime();
  private long drawn = start - REDRAW.toNanos();

  Progress(Console console, long total) {
    this.console = console;
    this.total = total;
  }

  /** Tells of one more step; losses are all so far. */
  void step(List<Double> losses) {
    long now = System.nanoTime();
    boolean last = losses.size() == total;
    if (console.errIsTerminal()) {
      if (last || now - drawn >= REDRAW.toNanos()) {
        drawn = now;
        console.err().print("\r\u001b[K" + line(losses, now));
        console.err().flush();
      }
    } else if (last || losses.size() == 1 || crossesTenth(losses.size())) {
      console.err().println(line(losses, now));
    }
  }

  /** Leaves the line as it is and goes on below it, also where the training was cut short. */
  void close() {
    if (console.errIsTerminal()) {
      console.err().println();
    }
  }

  private boolean crossesTenth(long step) {
    return step * PLAIN_LINES / total != (step - 1) * PLAIN_LINES / total;
  }

  private String line(List<Double> losses, long now) {
    double perSecond = losses.size() / Math.max(1e-9, (now - start) * 1e-9);
    return "step %d/%d  loss %s  %s  %.0f steps/s"
        .formatted(
            losses.size(),
            total,
            String.format(Locale.ROOT, "%.4f", losses.getLast()),
            console.styleErr(Style.CYAN, Sparkline.of(losses, WIDTH)),
            perSecond);
  }
}
