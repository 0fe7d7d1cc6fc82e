package mind.server.attest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import mind.server.store.Digest;
import mind.server.store.RecordKey;
import mind.server.store.Records;
import mind.store.v1.Envelope;
import mind.store.v1.RecordKind;
import mind.store.v1.SignedRecord;
import org.junit.jupiter.api.Test;

/** Only what a trusted key said, about this very key, is believed. */
final class AttestorTest {
  private static final Digest ACTION = Digest.of(ByteString.copyFromUtf8("action"));
  private static final Digest MANIFEST = Digest.of(ByteString.copyFromUtf8("manifest"));

  private final Attestor attestor = new Attestor(SigningKey.generate());
  private final SignedRecord entry = attestor.attest(RecordKind.ACTION, ACTION.toProto(), MANIFEST);

  @Test
  void believesItself() {
    var statement = attestor.verify(entry).orElseThrow();
    assertThat(Digest.of(statement.getKey())).isEqualTo(ACTION);
    assertThat(Digest.of(statement.getValue())).isEqualTo(MANIFEST);
    assertThat(attestor.attestedManifest(attestor.byValue(entry, MANIFEST)))
        .contains(MANIFEST.toProto());
  }

  @Test
  void believesNoOtherKey() {
    assertThat(new Attestor(SigningKey.generate()).verify(entry)).isEmpty();
  }

  @Test
  void believesNoChangedEnvelope() {
    Envelope good = entry.getEnvelope();
    for (Envelope bad :
        new Envelope[] {
          good.toBuilder().clearSignatures().build(),
          good.toBuilder().setPayloadType("text/plain").build(),
          good.toBuilder()
              .setPayload(good.getPayload().concat(ByteString.copyFrom(new byte[] {0})))
              .build(),
          good.toBuilder().setPayload(ByteString.EMPTY).build(),
          withSignature(good, ByteString.EMPTY),
          withSignature(good, ByteString.copyFrom(new byte[64])),
          withSignature(
              good, good.getSignatures(0).getSig().concat(ByteString.copyFrom(new byte[1]))),
        }) {
      assertThat(attestor.verify(entry.toBuilder().setEnvelope(bad).build())).isEmpty();
    }
  }

  private static Envelope withSignature(Envelope envelope, ByteString signature) {
    Envelope.Builder changed = envelope.toBuilder();
    changed.getSignaturesBuilder(0).setSig(signature);
    return changed.build();
  }

  @Test
  void aStatementStandsForNoOtherKeyOrKind() {
    RecordKey other = new RecordKey(RecordKind.ACTION, MANIFEST.hash());
    assertThat(attestor.verify(Records.of(other, entry.getEnvelope()))).isEmpty();
    RecordKey kernel = new RecordKey(RecordKind.KERNEL, ACTION.hash());
    assertThat(attestor.verify(Records.of(kernel, entry.getEnvelope()))).isEmpty();
  }

  @Test
  void aFormIsNoManifest() {
    // The text of a form is chosen by whoever wrote the program: it must never be loaded as code.
    SignedRecord form = attestor.attest(RecordKind.FORM, ACTION.toProto(), MANIFEST);
    assertThat(attestor.attestedManifest(attestor.byValue(form, MANIFEST))).isEmpty();
    SignedRecord kernel = attestor.attest(RecordKind.KERNEL, ACTION.toProto(), MANIFEST);
    assertThat(attestor.attestedManifest(attestor.byValue(kernel, MANIFEST))).isEmpty();
  }

  @Test
  void anAttestationOfAnotherManifestIsNone() {
    assertThat(attestor.attestedManifest(attestor.byValue(entry, ACTION))).isEmpty();
  }

  @Test
  void signsDssesPreAuthenticationEncoding() {
    // The example of https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
    assertThat(
            Attestor.preAuthenticationEncoding(
                    "http://example.com/HelloWorld", ByteString.copyFromUtf8("hello world"))
                .toStringUtf8())
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }
}
