package mind.loadtest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mind.cli.Figure;
import mind.compiler.artifact.KernelObjects;
import mind.runtime.cpu.CpuRuntime;

/**
 * Compiles thousands of different programs, each with a kernel nobody has seen, loads and closes
 * them, and looks at the memory of the process. It grows until the runtime holds as many idle
 * kernels as it may, and should then stay.
 */
final class LeakCheck {
  static final int COMPILES = 10_000;

  private static final int LOOKS = 10;
  private static final Path STATUS = Path.of("/proc/self/status");

  private LeakCheck() {}

  /**
   * @param compiles of which so many are made
   */
  static List<Figure> measure(PrintStream text, Compiles compiles, int count)
      throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    double line = CacheLine.nanos();
    try (CpuRuntime runtime = compiles.runtime()) {
      for (int i = 1; i <= count; i++) {
        compiles.compile(program(i), KernelObjects.none(), runtime).close();
        if (i % Math.max(1, count / LOOKS) == 0) {
          double megabytes = residentMegabytes();
          text.printf(
              "after %d compiles: %.1f MB, %d kernels linked%n",
              i, megabytes, runtime.linkedKernels());
          figures.add(MicroBenchmark.figure("leak_check", "rss after " + i, "MB", megabytes, line));
        }
      }
    }
    return figures;
  }

  /** Differs from others in a constant, which is part of a kernel's code. */
  static CodegenCases.Case program(int number) {
    String source =
        "fn main(x: Tensor<f32, [64]>) -> Tensor<f32, [64]> { relu(x * %d.5) + 1.0 }"
            .formatted(number);
    return new CodegenCases.Case("leak", source, false);
  }

  /** The process's memory, after a collection; 0 where the system doesn't tell. */
  static double residentMegabytes() {
    System.gc();
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(row -> row.startsWith("VmRSS:"))
          .mapToDouble(row -> Double.parseDouble(row.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
