package mind.server.store;

import com.google.protobuf.ByteString;
import mind.store.v1.SignedRecord;

/**
 * Hashes every blob on its way in and out. One that differs from its name is dropped from the store
 * below and reported, never returned.
 */
public final class VerifyingStore implements Store {
  private final Store below;

  public VerifyingStore(Store below) {
    this.below = below;
  }

  @Override
  public Lookup<ByteString> blob(Digest digest) {
    Lookup<ByteString> lookup = below.blob(digest);
    if (lookup.found().isEmpty()) {
      return lookup;
    }
    ByteString bytes = lookup.found().get().value();
    if (!hasHash(digest, bytes)) {
      return dropped(digest, lookup);
    }
    // The blob is whole and it is the caller who has its size wrong.
    return bytes.size() == digest.sizeBytes() ? lookup : Lookup.miss();
  }

  @Override
  public Lookup<SignedRecord> record(RecordKey key) {
    Lookup<SignedRecord> lookup = below.record(key);
    if (lookup.found().isEmpty() || Records.isIntact(key, lookup.found().get().value())) {
      return lookup;
    }
    return dropped(key, lookup);
  }

  private <T> Lookup<T> dropped(StoreKey key, Lookup<T> lookup) {
    below.drop(key);
    return Lookup.<T>corrupt(key).after(lookup.dropped());
  }

  static boolean hasHash(Digest digest, ByteString bytes) {
    return Digest.hashOf(bytes).equals(digest.hash());
  }

  @Override
  public void commit(Commit commit) {
    commit
        .blobs()
        .forEach((digest, bytes) -> {
          if (!digest.equals(Digest.of(bytes))) {
            throw new IllegalArgumentException("the bytes are not those of " + digest);
          }
        });
    below.commit(commit);
  }

  @Override
  public boolean extend(StoreKey key) {
    return below.extend(key);
  }

  @Override
  public void drop(StoreKey key) {
    below.drop(key);
  }

  @Override
  public void close() {
    below.close();
  }
}
