package mind.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mind.compiler.diagnostic.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs in {@code resources/diagnostics} with their errors noted where they are, see {@link
 * Noted}. All diagnostics of a program must be noted, and no others. {@code -Dmind.bless=true}
 * writes the notes anew.
 */
class DiagnosticsTest {
  private static final Path FOLDER = Path.of("src/test/resources/diagnostics");

  /** Codes that no source text gives now: the compiler finds these things elsewhere, or never. */
  private static final Set<Code> ELSEWHERE =
      EnumSet.of(Code.INTERNAL, Code.SOURCE_SIZE, Code.OP_COUNT);

  static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".mind")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void reportsWhatIsNoted(Path file) throws IOException {
    Noted program = Noted.of(Files.readString(file));
    if (Boolean.getBoolean("mind.bless")) {
      program = Noted.of(program.blessed());
      Files.writeString(file, program.text());
    }
    assertThat(program.found(program.diagnostics())).containsExactlyElementsOf(program.noted());
  }

  /** Every code of the table has a program, but for those that can't have one. */
  @Test
  void everyCodeIsTested() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : programs()) {
      all.append(Files.readString(file));
    }
    for (Code code : EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE))) {
      if (!code.id().startsWith("E4")) { // those of IR text are IrSourceTest's
        assertThat(all).contains(": " + code.id() + " [");
      }
    }
  }
}
