package mind.server.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.Optional;
import mind.store.v1.Envelope;
import mind.store.v1.SignedRecord;

/**
 * Makes records and checks that they are whole.
 *
 * <p>The checksum finds damage; that a record is *true* is for its signature to say.
 */
public final class Records {
  private Records() {}

  public static SignedRecord of(RecordKey key, Envelope envelope) {
    SignedRecord entry =
        SignedRecord.newBuilder()
            .setKind(key.kind())
            .setKey(key.hash())
            .setEnvelope(envelope)
            .build();
    return entry.toBuilder().setChecksum(checksum(entry)).build();
  }

  /** The key a record was made for. */
  public static RecordKey keyOf(SignedRecord entry) {
    return new RecordKey(entry.getKind(), entry.getKey());
  }

  /** Reads bytes as the record of this key; empty when they are damaged or another's. */
  static Optional<SignedRecord> parse(RecordKey key, ByteString bytes) {
    try {
      SignedRecord entry = SignedRecord.parseFrom(bytes);
      return isIntact(key, entry) ? Optional.of(entry) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  static boolean isIntact(RecordKey key, SignedRecord entry) {
    return entry.getKind() == key.kind()
        && entry.getKey().equals(key.hash())
        && entry.getChecksum().equals(checksum(entry));
  }

  private static ByteString checksum(SignedRecord entry) {
    ByteString bytes = entry.toBuilder().clearChecksum().build().toByteString();
    return ByteString.copyFrom(HexFormat.of().parseHex(Digest.hashOf(bytes)));
  }
}
