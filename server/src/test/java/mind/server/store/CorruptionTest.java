package mind.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A damaged file is found on the first read, dropped, counted, reported, and replaced by a write.
 */
final class CorruptionTest {
  private static final Digest DIGEST = Digest.of(Samples.blob(1));

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Path blobFile = Path.of("");
  private Path recordFile = Path.of("");

  enum Damage {
    FIRST_BYTE,
    LAST_BYTE,
    MIDDLE_BIT,
    CUT_BY_ONE,
    CUT_IN_HALF,
    EMPTY,
    LONGER,
    ZEROS;

    byte[] apply(byte[] bytes) {
      byte[] copy = bytes.clone();
      return switch (this) {
        case FIRST_BYTE -> flip(copy, 0, 0xff);
        case LAST_BYTE -> flip(copy, copy.length - 1, 0xff);
        case MIDDLE_BIT -> flip(copy, copy.length / 2, 0x10);
        case CUT_BY_ONE -> Arrays.copyOf(copy, copy.length - 1);
        case CUT_IN_HALF -> Arrays.copyOf(copy, copy.length / 2);
        case EMPTY -> new byte[0];
        case LONGER -> Arrays.copyOf(copy, copy.length + 1);
        case ZEROS -> new byte[copy.length];
      };
    }

    private static byte[] flip(byte[] bytes, int at, int mask) {
      bytes[at] ^= (byte) mask;
      return bytes;
    }
  }

  @BeforeEach
  void fill() {
    try (Store store = open();
        DiskStore disk = DiskStore.open(folder, StoreTest.OPTIONS)) {
      store.commit(Samples.commit(1));
      blobFile = disk.path(DIGEST);
      recordFile = disk.path(Samples.key(1));
    }
  }

  private Store open() {
    return Stores.open(folder, StoreTest.OPTIONS, 1L << 20, registry);
  }

  private static void damage(Path file, Damage damage) throws IOException {
    Files.write(file, damage.apply(Files.readAllBytes(file)));
  }

  @ParameterizedTest
  @EnumSource
  void ofABlob(Damage damage) throws IOException {
    damage(blobFile, damage);
    try (Store store = open()) {
      var lookup = store.blob(DIGEST);
      assertThat(lookup.found()).isEmpty();
      assertThat(lookup.dropped()).containsExactly(DIGEST);
      assertThat(blobFile).doesNotExist();
      assertThat(corrupt("blob")).isEqualTo(1);
      assertThat(store.blob(DIGEST).dropped()).isEmpty();

      store.commit(Samples.commit(1));
      assertThat(Files.readAllBytes(blobFile)).isEqualTo(Samples.blob(1).toByteArray());
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofARecord(Damage damage) throws IOException {
    damage(recordFile, damage);
    try (Store store = open()) {
      var lookup = store.record(Samples.key(1));
      assertThat(lookup.found()).isEmpty();
      assertThat(lookup.dropped()).containsExactly(Samples.key(1));
      assertThat(recordFile).doesNotExist();
      assertThat(corrupt("record")).isEqualTo(1);

      store.commit(Samples.commit(1));
      assertThat(StoreTest.value(store.record(Samples.key(1)))).isEqualTo(Samples.entry(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteRepairsWhatNobodyHasReadYet(Damage damage) throws IOException {
    damage(blobFile, damage);
    damage(recordFile, damage);
    try (Store store = open()) {
      store.commit(Samples.commit(1));
    }
    try (Store store = open()) {
      assertThat(StoreTest.value(store.blob(DIGEST))).isEqualTo(Samples.blob(1));
      assertThat(StoreTest.value(store.record(Samples.key(1)))).isEqualTo(Samples.entry(1));
    }
  }

  @Test
  void aRecordUnderAnothersKeyIsDamage() throws IOException {
    try (Store store = open();
        DiskStore disk = DiskStore.open(folder, StoreTest.OPTIONS)) {
      store.commit(Samples.commit(2));
      Files.copy(disk.path(Samples.key(2)), recordFile, StandardCopyOption.REPLACE_EXISTING);
    }
    try (Store store = open()) {
      assertThat(store.record(Samples.key(1)).dropped()).containsExactly(Samples.key(1));
    }
  }

  @Test
  void aCallerWithTheWrongSizeRemovesNothing() {
    try (Store store = open()) {
      var lookup = store.blob(new Digest(DIGEST.hash(), DIGEST.sizeBytes() + 1));
      assertThat(lookup.found()).isEmpty();
      assertThat(lookup.dropped()).isEmpty();
      assertThat(blobFile).exists();
    }
  }

  @Test
  void anotherProcessMayHaveRepairedItBeforeTheDrop() {
    try (DiskStore disk = DiskStore.open(folder, StoreTest.OPTIONS)) {
      disk.drop(DIGEST);
      disk.drop(Samples.key(1));
      assertThat(blobFile).exists();
      assertThat(recordFile).exists();
    }
  }

  private double corrupt(String type) {
    return registry.get("mind.store.corrupt").tags("type", type, "tier", "disk").counter().count();
  }
}
