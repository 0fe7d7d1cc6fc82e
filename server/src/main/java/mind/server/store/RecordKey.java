package mind.server.store;

import java.util.Locale;
import mind.store.v1.RecordKind;

/**
 * Names a record: which map, and the key in it.
 *
 * @param hash 64 lower-case hex digits
 */
public record RecordKey(RecordKind kind, String hash) implements StoreKey {

  public RecordKey {
    if (kind == RecordKind.RECORD_KIND_UNSPECIFIED || kind == RecordKind.UNRECOGNIZED) {
      throw new IllegalArgumentException("a record needs a kind");
    }
    if (!Digest.isHash(hash)) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + hash);
    }
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + hash;
  }
}
