package mind.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import mind.cli.terminal.Console;
import mind.cli.terminal.Console.Style;
import mind.cli.terminal.Digests;
import mind.v1.CompileResponse;

/** What a compile made, for people. */
final class CompileSummary {
  private CompileSummary() {}

  static void print(Console console, CompileResponse response) {
    PrintStream out = console.out();
    out.println("artifact  " + console.styleOut(Style.BOLD, Digests.name(response.getArtifact())));
    out.println("entry     " + response.getManifest().getEntry());
    out.println("target    " + response.getManifest().getTarget());
    out.println("cache     " + cache(console, response));
    out.println("time      " + milliseconds(response));
  }

  /** A corrupt file in the store does no harm, but its owner wants to know. */
  static void warnOfRepairs(Console console, CompileResponse response) {
    for (String repaired : response.getRepairedList()) {
      console
          .err()
          .println(
              console.styleErr(Style.YELLOW, "warning")
                  + ": the store held a corrupt copy of "
                  + repaired
                  + "; it was dropped and rebuilt");
    }
  }

  /** {@code miss, 3 of 5 kernels compiled}, or where the hit came from. */
  static String cache(Console console, CompileResponse response) {
    if (!response.getCache().equals("miss")) {
      return console.styleOut(Style.GREEN, response.getCache());
    }
    return "miss, %d of %d kernels compiled"
        .formatted(response.getKernelsCompiled(), response.getKernelsTotal());
  }

  /** The total, where the server names one, else the sum of the stages. */
  static String milliseconds(CompileResponse response) {
    Map<String, Long> timings = response.getTimingsUsMap();
    long microseconds =
        timings.containsKey("total")
            ? timings.get("total")
            : timings.values().stream().mapToLong(Long::longValue).sum();
    return String.format(Locale.ROOT, "%.1f ms", microseconds / 1000.0);
  }
}
