package mind.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mind.store.v1.RecordKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store promises, and what the decorators add. */
final class StoreTest {
  static final DiskStore.Options OPTIONS =
      new DiskStore.Options(1L << 30, Duration.ofHours(1), Durability.PROCESS);

  @TempDir Path folder;

  enum Kind {
    MEMORY,
    DISK,
    DISK_FSYNC,
    WHOLE_STACK
  }

  private Store open(Kind kind) {
    return switch (kind) {
      case MEMORY -> new MemoryStore(1L << 20);
      case DISK -> DiskStore.open(folder, OPTIONS);
      case DISK_FSYNC ->
          DiskStore.open(
              folder, new DiskStore.Options(1L << 30, Duration.ofHours(1), Durability.FSYNC));
      case WHOLE_STACK -> Stores.open(folder, OPTIONS, 1L << 20, new SimpleMeterRegistry());
    };
  }

  @ParameterizedTest
  @EnumSource
  void returnsWhatWasCommitted(Kind kind) {
    try (Store store = open(kind)) {
      assertThat(store.blob(Digest.of(Samples.blob(1))).found()).isEmpty();
      assertThat(store.extend(Samples.key(1))).isFalse();

      store.commit(Samples.commit(1));
      store.commit(Samples.commit(1));

      assertThat(value(store.blob(Digest.of(Samples.blob(1))))).isEqualTo(Samples.blob(1));
      assertThat(value(store.record(Samples.key(1)))).isEqualTo(Samples.entry(1));
      assertThat(store.record(Samples.key(2)).found()).isEmpty();
      assertThat(store.extend(Samples.key(1))).isTrue();
      assertThat(store.extend(Digest.of(Samples.blob(1)))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void holdsTheEmptyBlob(Kind kind) {
    try (Store store = open(kind)) {
      store.commit(Commit.of(List.of(ByteString.EMPTY), List.of()));
      assertThat(value(store.blob(Digest.of(ByteString.EMPTY)))).isEmpty();
    }
  }

  @Test
  void kindsOfRecordsAreSeparateMaps() {
    try (Store store = open(Kind.WHOLE_STACK)) {
      store.commit(Samples.commit(1));
      String hash = Samples.key(1).hash();
      assertThat(store.record(new RecordKey(RecordKind.KERNEL, hash)).found()).isEmpty();
    }
  }

  @Test
  void remembersAcrossRestartsAndReportsTheTier() {
    Digest digest = Digest.of(Samples.blob(1));
    try (Store store = open(Kind.WHOLE_STACK)) {
      store.commit(Samples.commit(1));
      assertThat(tier(store.blob(digest))).isEqualTo(Tier.MEMORY);
    }
    try (Store store = open(Kind.WHOLE_STACK)) {
      assertThat(tier(store.blob(digest))).isEqualTo(Tier.DISK);
      assertThat(tier(store.blob(digest))).isEqualTo(Tier.MEMORY);
      assertThat(tier(store.record(Samples.key(1)))).isEqualTo(Tier.DISK);
      assertThat(tier(store.record(Samples.key(1)))).isEqualTo(Tier.MEMORY);
    }
  }

  @Test
  void extendingBringsBackWhatOnlyMemoryHas() throws Exception {
    Digest digest = Digest.of(Samples.blob(1));
    try (Store memory = new MemoryStore(1L << 20);
        DiskStore disk = DiskStore.open(folder, OPTIONS);
        Store store = new TieredStore(memory, disk)) {
      store.commit(Samples.commit(1));
      Files.delete(disk.path(digest));
      assertThat(store.extend(digest)).isTrue();
      assertThat(disk.path(digest)).exists();
    }
  }

  @Test
  void refusesBytesUnderAnothersName() {
    Digest wrong = Digest.of(Samples.blob(2));
    try (Store store = open(Kind.WHOLE_STACK)) {
      assertThatThrownBy(() -> store.commit(new Commit(Map.of(wrong, Samples.blob(1)), List.of())))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(store.blob(wrong).found()).isEmpty();
    }
  }

  @Test
  void memoryForgetsBeyondItsBound() {
    try (MemoryStore store = new MemoryStore(100_000)) {
      for (int i = 0; i < 200; i++) {
        store.commit(Samples.commit(i));
      }
      long held =
          Stream.iterate(0, i -> i + 1)
              .limit(200)
              .filter(i -> store.blob(Digest.of(Samples.blob(i))).found().isPresent())
              .count();
      assertThat(held).isLessThan(100);
    }
  }

  @Test
  void countsLookupsByTier() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Store store = Stores.open(folder, OPTIONS, 1L << 20, registry)) {
      store.commit(Samples.commit(1));
      store.blob(Digest.of(Samples.blob(1)));
      store.blob(Digest.of(Samples.blob(2)));
    }
    assertThat(lookups(registry, "memory", "hit")).isEqualTo(1);
    assertThat(lookups(registry, "memory", "miss")).isEqualTo(1);
    assertThat(lookups(registry, "disk", "miss")).isEqualTo(1);
  }

  private static long lookups(SimpleMeterRegistry registry, String tier, String result) {
    return registry
        .get("mind.store.lookup")
        .tags("type", "blob", "tier", tier, "result", result)
        .timer()
        .count();
  }

  static <T> T value(Lookup<T> lookup) {
    return lookup.found().orElseThrow().value();
  }

  private static Tier tier(Lookup<?> lookup) {
    return lookup.found().orElseThrow().tier();
  }
}
