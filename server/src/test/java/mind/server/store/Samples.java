package mind.server.store;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Random;
import mind.store.v1.Envelope;
import mind.store.v1.RecordKind;
import mind.store.v1.SignedRecord;

/** Entries for tests; the same number gives the same entry. */
final class Samples {
  private Samples() {}

  static ByteString blob(int number) {
    Random random = new Random(number);
    byte[] bytes = new byte[1 + random.nextInt(20_000)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  static RecordKey key(int number) {
    return new RecordKey(RecordKind.ACTION, Digest.hashOf(ByteString.copyFromUtf8("key" + number)));
  }

  static SignedRecord entry(int number) {
    return Records.of(key(number), Envelope.newBuilder().setPayload(blob(number)).build());
  }

  /** A blob and a record that names it, as a compile writes them. */
  static Commit commit(int number) {
    return Commit.of(List.of(blob(number)), List.of(entry(number)));
  }
}
