package mind.server.store;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.store.v1.SignedRecord;

/** Entries that are written together: all blobs first, then the records that name them. */
public record Commit(Map<Digest, ByteString> blobs, List<SignedRecord> records) {

  public Commit {
    blobs = Map.copyOf(blobs);
    records = List.copyOf(records);
  }

  public static Commit ofBlob(Digest digest, ByteString bytes) {
    return new Commit(Map.of(digest, bytes), List.of());
  }

  public static Commit ofRecord(SignedRecord entry) {
    return new Commit(Map.of(), List.of(entry));
  }

  /** Names each blob by hashing it. */
  public static Commit of(Collection<ByteString> blobs, List<SignedRecord> records) {
    Map<Digest, ByteString> named = new LinkedHashMap<>();
    for (ByteString blob : blobs) {
      named.put(Digest.of(blob), blob);
    }
    return new Commit(named, records);
  }

  /** Bytes of all entries, as a store will hold them. */
  public long sizeBytes() {
    return blobs.values().stream().mapToLong(ByteString::size).sum()
        + records.stream().mapToLong(SignedRecord::getSerializedSize).sum();
  }
}
