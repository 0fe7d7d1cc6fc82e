package mind.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several stores on one folder. */
final class SharedFolderTest {
  private static final int ENTRIES = 60;

  @TempDir Path folder;

  @Test
  void writersReadersAndDroppersAtOnce() throws Exception {
    try (DiskStore one = DiskStore.open(folder, StoreTest.OPTIONS);
        DiskStore two = DiskStore.open(folder, StoreTest.OPTIONS);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> all = new ArrayList<>();
      for (DiskStore store : List.of(one, two)) {
        all.add(threads.submit(() -> writeAll(store)));
        all.add(threads.submit(() -> writeAll(store)));
        all.add(threads.submit(() -> readAll(new VerifyingStore(store))));
        all.add(threads.submit(() -> damageAll(store)));
      }
      for (Future<?> each : all) {
        each.get();
      }
      writeAll(one);
      for (int i = 0; i < ENTRIES; i++) {
        assertThat(StoreTest.value(new VerifyingStore(two).blob(Digest.of(Samples.blob(i)))))
            .isEqualTo(Samples.blob(i));
      }
    }
  }

  private static void writeAll(Store store) {
    for (int i = 0; i < ENTRIES; i++) {
      store.commit(Samples.commit(i));
    }
  }

  /** Whatever is found must be right. */
  private static void readAll(Store store) {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < ENTRIES; i++) {
        int number = i;
        store
            .blob(Digest.of(Samples.blob(i)))
            .found()
            .ifPresent(found -> assertThat(found.value()).isEqualTo(Samples.blob(number)));
      }
    }
  }

  /** Replaces files by damaged ones and drops them, as a failing disk and its finder would. */
  private static void damageAll(DiskStore store) {
    for (int i = 0; i < ENTRIES; i += 3) {
      Digest digest = Digest.of(Samples.blob(i));
      try {
        Path damaged = Files.createTempFile("damaged", "");
        Path file = store.path(digest);
        if (Files.exists(file)) {
          Files.move(damaged, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(damaged);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      store.drop(digest);
    }
  }

  @Test
  void aFolderUnderTwoNamesIsOneFolder() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (DiskStore one = DiskStore.open(real, StoreTest.OPTIONS);
        DiskStore two = DiskStore.open(link, StoreTest.OPTIONS)) {
      one.commit(Samples.commit(1));
      two.commit(Samples.commit(2));
    }
  }

  @Test
  void aFolderWithoutLockIsRemovedOnlyWhileEmpty() throws Exception {
    Path starting = Files.createDirectories(folder.resolve("tmp/starting"));
    Files.writeString(starting.resolve("17"), "its owner is at work");
    DiskStore.open(folder, StoreTest.OPTIONS).close();
    assertThat(starting.resolve("17")).exists();
  }

  @Test
  void opensWithoutDisturbingOthersTemporaryFiles() throws Exception {
    try (DiskStore one = DiskStore.open(folder, StoreTest.OPTIONS)) {
      List<Path> before = DiskFiles.filesUnder(folder.resolve("tmp"));
      Path abandoned = Files.createDirectories(folder.resolve("tmp/dead"));
      Files.writeString(abandoned.resolve("lock"), "");
      Files.writeString(abandoned.resolve("17"), "half a bl");
      Files.createDirectories(folder.resolve("tmp/died-earlier"));
      DiskStore.open(folder, StoreTest.OPTIONS).close();
      assertThat(DiskFiles.filesUnder(folder.resolve("tmp"))).isEqualTo(before);
      assertThat(folder.resolve("tmp/died-earlier")).doesNotExist();
      one.commit(Samples.commit(1));
    }
  }
}
