package mind.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound of the disk store. */
final class EvictionTest {
  private static final DiskStore.Options TEN_KILOBYTES =
      new DiskStore.Options(10_000, Duration.ofHours(1), Durability.PROCESS);

  @TempDir Path folder;

  private static ByteString kilobyte(int number) {
    byte[] bytes = new byte[1000];
    bytes[0] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  private static void put(Store store, int number) {
    store.commit(Commit.of(List.of(kilobyte(number)), List.of()));
  }

  private static void age(DiskStore store, int number, Duration age) throws IOException {
    Path file = store.path(Digest.of(kilobyte(number)));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private static boolean has(Store store, int number) {
    return store.blob(Digest.of(kilobyte(number))).found().isPresent();
  }

  @Test
  void removesWhatWasUsedLongestAgo() throws IOException {
    try (DiskStore store = DiskStore.open(folder, TEN_KILOBYTES)) {
      for (int i = 0; i < 10; i++) {
        put(store, i);
        age(store, i, Duration.ofHours(20 - i));
      }
      put(store, 10);
      assertThat(has(store, 0)).isFalse();
      assertThat(has(store, 1)).isFalse();
      assertThat(has(store, 2)).isTrue();
      assertThat(has(store, 9)).isTrue();
      assertThat(has(store, 10)).isTrue();
      assertThat(store.usedBytes()).isEqualTo(9000);
    }
  }

  @Test
  void refusesWritesRatherThanRemoveYoungEntries() throws IOException {
    try (DiskStore store = DiskStore.open(folder, TEN_KILOBYTES)) {
      for (int i = 0; i < 10; i++) {
        put(store, i);
      }
      assertThatThrownBy(() -> put(store, 10)).isInstanceOf(StoreFullException.class);
      for (int i = 0; i < 10; i++) {
        assertThat(has(store, i)).isTrue();
      }
      age(store, 3, Duration.ofHours(2));
      put(store, 10);
      assertThat(has(store, 3)).isFalse();
      assertThat(has(store, 10)).isTrue();
    }
  }

  @Test
  void aUseKeepsAnEntry() throws IOException {
    try (DiskStore store = DiskStore.open(folder, TEN_KILOBYTES)) {
      for (int i = 0; i < 10; i++) {
        put(store, i);
        age(store, i, Duration.ofHours(20 - i));
      }
      store.extend(Digest.of(kilobyte(0)));
      put(store, 1); // writing it again is a use too
      put(store, 10);
      assertThat(has(store, 0)).isTrue();
      assertThat(has(store, 1)).isTrue();
      assertThat(has(store, 2)).isFalse();
    }
  }

  @Test
  void countsWhatEarlierProcessesLeft() {
    try (DiskStore store = DiskStore.open(folder, TEN_KILOBYTES)) {
      for (int i = 0; i < 5; i++) {
        put(store, i);
      }
    }
    try (DiskStore store = DiskStore.open(folder, TEN_KILOBYTES)) {
      put(store, 5);
      assertThat(store.usedBytes()).isEqualTo(6000);
    }
  }
}
