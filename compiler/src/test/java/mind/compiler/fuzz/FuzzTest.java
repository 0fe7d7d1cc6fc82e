package mind.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the fuzz targets: on what is known, and on new inputs from Jazzer in a JVM of its own. */
class FuzzTest {
  /** New inputs in every run, each to every target. */
  private static final long FEW = 2_000;

  /** Ten million in a long run, most of them where they are fast. */
  private static final Map<Fuzz.Target, Long> MANY =
      Map.of(
          Fuzz.Target.LEXER, 5_000_000L,
          Fuzz.Target.PARSER, 1_500_000L,
          Fuzz.Target.FORMAT, 500_000L,
          Fuzz.Target.IR, 2_500_000L,
          Fuzz.Target.CHECK, 500_000L);

  @ParameterizedTest
  @EnumSource(names = "ALL", mode = EnumSource.Mode.EXCLUDE)
  void seedsAndOldFailuresPass(Fuzz.Target target) throws IOException {
    List<byte[]> inputs = new ArrayList<>(target.seeds());
    assertThat(inputs).hasSizeGreaterThan(100);
    inputs.addAll(target.regressions());
    for (byte[] input : inputs) {
      target.run(input);
    }
  }

  @Test
  void newInputsPass() throws IOException, InterruptedException {
    fuzz(Fuzz.Target.ALL, FEW);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = "ALL", mode = EnumSource.Mode.EXCLUDE)
  void millionsOfInputsPass(Fuzz.Target target) throws IOException, InterruptedException {
    fuzz(target, MANY.getOrDefault(target, 0L));
  }

  /** The fuzzer ends its process, so it gets one. */
  private static void fuzz(Fuzz.Target target, long runs) throws IOException, InterruptedException {
    Path log = Files.createDirectories(Path.of("target/fuzz")).resolve(target.text() + ".log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Fuzz.class.getName(),
                target.text(),
                Long.toString(runs))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(log);
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    assertThat(status).as("%s", end).isZero();
    assertThat(end).contains("stat::number_of_executed_units: " + runs);
  }
}
