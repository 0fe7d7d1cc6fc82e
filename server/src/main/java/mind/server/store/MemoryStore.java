package mind.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.Optional;
import mind.store.v1.SignedRecord;

/** A bounded store on the heap, weighed by bytes. It forgets; something below it must remember. */
public final class MemoryStore implements Store {
  /** What an entry costs beside its bytes: key, node and two references. */
  private static final int OVERHEAD_BYTES = 256;

  private final Cache<Digest, ByteString> blobs;
  private final Cache<RecordKey, SignedRecord> records;

  /** Records are small and point at everything else, so a tenth of the bytes holds very many. */
  public MemoryStore(long maxBytes) {
    blobs =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes - maxBytes / 10)
            .weigher((Digest _, ByteString bytes) -> weight(bytes.size()))
            .build();
    records =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes / 10)
            .weigher((RecordKey _, SignedRecord entry) -> weight(size(entry)))
            .build();
  }

  private static int size(MessageLite message) {
    return message.getSerializedSize();
  }

  private static int weight(int bytes) {
    return (int) Math.min(Integer.MAX_VALUE, (long) bytes + OVERHEAD_BYTES);
  }

  @Override
  public Lookup<ByteString> blob(Digest digest) {
    return lookup(Optional.ofNullable(blobs.getIfPresent(digest)));
  }

  @Override
  public Lookup<SignedRecord> record(RecordKey key) {
    return lookup(Optional.ofNullable(records.getIfPresent(key)));
  }

  private static <T> Lookup<T> lookup(Optional<T> value) {
    return value.map(v -> Lookup.hit(v, Tier.MEMORY)).orElseGet(Lookup::miss);
  }

  @Override
  public void commit(Commit commit) {
    blobs.putAll(commit.blobs());
    for (SignedRecord entry : commit.records()) {
      records.put(Records.keyOf(entry), entry);
    }
  }

  @Override
  public boolean extend(StoreKey key) {
    return switch (key) {
      case Digest digest -> blobs.getIfPresent(digest) != null;
      case RecordKey record -> records.getIfPresent(record) != null;
    };
  }

  @Override
  public void drop(StoreKey key) {
    switch (key) {
      case Digest digest -> blobs.invalidate(digest);
      case RecordKey record -> records.invalidate(record);
    }
  }

  @Override
  public void close() {
    blobs.invalidateAll();
    records.invalidateAll();
  }
}
