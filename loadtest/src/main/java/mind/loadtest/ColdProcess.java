package mind.loadtest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mind.cli.Figure;

/** What {@code mind compile} takes from the shell, with an empty store: mostly a JVM's start. */
final class ColdProcess {
  private static final int SAMPLES = 5;
  private static final String PROGRAM = "examples/mlp.mind";

  private ColdProcess() {}

  static List<Figure> measure(PrintStream text, Path home) throws InterruptedException {
    Path launcher = home.resolve("mind");
    if (!Files.isExecutable(launcher)) {
      text.println("cold process: there is no launcher here: absent");
      return List.of();
    }
    double line = CacheLine.nanos();
    long[] nanos = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      nanos[i] = run(launcher, home.resolve(PROGRAM));
    }
    Timing timing = Timing.of(List.of(nanos));
    text.printf(
        "cold process, mind compile %s: %.0f ms, fastest %.0f ms%n",
        PROGRAM, timing.median() / 1e3, timing.fastest() / 1e3);
    return List.of(
        MicroBenchmark.figure("cold_process", "time", "us", timing.median(), line),
        MicroBenchmark.figure("cold_process", "time fastest", "us", timing.fastest(), line));
  }

  private static long run(Path launcher, Path program) throws InterruptedException {
    try (TemporaryFolder store = new TemporaryFolder()) {
      List<String> command =
          List.of(
              launcher.toString(),
              "compile",
              program.toString(),
              "--store",
              store.path().toString());
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      int status = process.waitFor();
      long nanos = System.nanoTime() - start;
      if (status != 0) {
        throw new IllegalStateException(command + " ended with " + status);
      }
      return nanos;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
