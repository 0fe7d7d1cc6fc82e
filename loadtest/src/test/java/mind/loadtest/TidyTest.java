package mind.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader of the sources can rely on. */
class TidyTest {
  private static final Path ROOT = Path.of("..");
  private static final int MOST_LINES = 400;

  /** Assembled here, so that this file does not contain what it forbids. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void filesAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      long lines = lines(file).size();
      if (lines > MOST_LINES) {
        tooLong.add(file + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      lines(file).stream()
          .filter(line -> UNFINISHED.matcher(line).find())
          .forEach(line -> found.add(file + ": " + line.strip()));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void packagesAreNullMarked() throws IOException {
    List<Path> unmarked = new ArrayList<>();
    for (Path file : sources()) {
      Path info = file.resolveSibling("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        unmarked.add(file);
      }
    }
    assertThat(unmarked).isEmpty();
  }

  /** Java sources of the product; tests may be as long as they need. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module :
        List.of(
            "proto/messages", "compiler", "runtime", "server", "client-java", "cli", "loadtest")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    assertThat(sources).isNotEmpty();
    return sources;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
