package mind.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What becomes of log records: all go to stderr, since stdout carries results. */
final class Logs {
  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  /** Loggers are held weakly elsewhere; without this one its level could be lost. */
  private static final Logger ROOT = Logger.getLogger("");

  private Logs() {}

  /** For commands: an embedded server keeps quiet unless something is wrong. */
  static void quiet() {
    System.setProperty(FORMAT, "%4$s: %5$s%6$s%n");
    ROOT.setLevel(Level.SEVERE);
  }

  /** For servers: a line a record, with its time. */
  static void toLines() {
    System.setProperty(FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
    ROOT.setLevel(Level.INFO);
  }
}
