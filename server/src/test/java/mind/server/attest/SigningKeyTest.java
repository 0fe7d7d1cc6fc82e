package mind.server.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyTest {
  @TempDir Path folder;

  @Test
  void isMadeOnceAndReadableByItsOwnerOnly() throws IOException {
    SigningKey made = SigningKey.openOrCreate(folder);
    assertThat(SigningKey.openOrCreate(folder).id()).isEqualTo(made.id());
    assertThat(Files.getPosixFilePermissions(folder.resolve("signing-key.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void allWhoStartAtOnceGetTheSameKey() throws Exception {
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      starts.add(() -> SigningKey.openOrCreate(folder).id());
    }
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<String> ids = new ArrayList<>();
      for (Future<String> each : threads.invokeAll(starts)) {
        ids.add(each.get());
      }
      assertThat(ids).containsOnly(ids.getFirst());
    }
  }

  @Test
  void aDamagedKeyIsSaidToBeOne() throws IOException {
    SigningKey.openOrCreate(folder);
    Path file = folder.resolve("signing-key.pem");
    for (String damaged : List.of("", "nonsense", Files.readString(file).substring(0, 60))) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> SigningKey.openOrCreate(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds no Ed25519 key");
    }
  }
}
