package mind.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers in other processes, two at a time on one folder, ended by SIGKILL. */
final class KillTest {
  @TempDir Path folder;

  @Test
  void losesAndCorruptsNothingAcknowledged() throws Exception {
    List<Integer> acknowledged = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      // The same numbers in both: they write the same files at the same time.
      Process first = writer(round * 10_000);
      Process second = writer(round * 10_000);
      acknowledged.addAll(killAfter(first, 25 + 40 * round));
      acknowledged.addAll(killAfter(second, 10));
      assertNothingLost(acknowledged);
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  private Process writer(int from) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            WriterMain.class.getName(),
            folder.toString(),
            Integer.toString(from))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Kills after so many acknowledgements, in the middle of what follows. Returns all it gave. */
  private static List<Integer> killAfter(Process process, int count) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        numbers.add(Integer.parseInt(line));
        if (numbers.size() == count) {
          process.destroyForcibly();
          break;
        }
      }
    }
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    return numbers;
  }

  /** Opening the store removes what the dead left; reading it must find every entry. */
  private void assertNothingLost(List<Integer> acknowledged) throws IOException {
    assertThat(acknowledged).isNotEmpty();
    try (DiskStore disk = DiskStore.open(folder, StoreTest.OPTIONS);
        Store store = new VerifyingStore(disk)) {
      for (int number : acknowledged) {
        assertThat(StoreTest.value(store.blob(Digest.of(Samples.blob(number)))))
            .isEqualTo(Samples.blob(number));
        assertThat(StoreTest.value(store.record(Samples.key(number))))
            .isEqualTo(Samples.entry(number));
      }
    }
    try (Stream<Path> files = Files.walk(folder.resolve("data/blob"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String hash = Digest.hashOf(ByteString.copyFrom(Files.readAllBytes(file)));
        assertThat(hash).isEqualTo(file.getFileName().toString());
      }
    }
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
