package mind.server.attest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import mind.server.store.Digest;
import mind.server.store.RecordKey;
import mind.server.store.Records;
import mind.store.v1.Envelope;
import mind.store.v1.RecordKind;
import mind.store.v1.Signature;
import mind.store.v1.SignedRecord;
import mind.store.v1.Statement;

/**
 * Signs what this service made, and tells its own statements from all others.
 *
 * <p>Anyone may be able to write into a store, so nothing found there is believed, let alone linked
 * into a process, unless one of the trusted keys says that the compiler made it. The form is DSSE
 * with Ed25519 (RFC 8032): the signature covers the payload's type and bytes with their lengths.
 */
public final class Attestor {
  static final String PAYLOAD_TYPE = "application/vnd.mind.statement.v1+protobuf";

  private final SigningKey key;
  private final Map<String, PublicKey> trusted;

  /** Checking a signature costs far more than a look-up in memory, so good ones are remembered. */
  private final Cache<Envelope, Statement> verified =
      Caffeine.newBuilder().maximumSize(20_000).build();

  public Attestor(SigningKey key) {
    this.key = key;
    trusted = Map.of(key.id(), key.publicKey());
  }

  /** A record that says: the action or kernel of this key gave that value. */
  public SignedRecord attest(RecordKind kind, mind.v1.Digest from, Digest value) {
    Statement statement =
        Statement.newBuilder().setKind(kind).setKey(from).setValue(value.toProto()).build();
    return Records.of(new RecordKey(kind, from.getHash()), sign(statement));
  }

  /** The same statement, to be found by its value. */
  public SignedRecord byValue(SignedRecord action, Digest value) {
    return Records.of(new RecordKey(RecordKind.ATTESTATION, value.hash()), action.getEnvelope());
  }

  /** What an action, kernel or form record says, if a trusted key says so about this very key. */
  public Optional<Statement> verify(SignedRecord entry) {
    return verify(entry.getEnvelope())
        .filter(said -> said.getKind() == entry.getKind())
        .filter(said -> said.getKey().getHash().equals(entry.getKey()));
  }

  /** The manifest that an attestation record is about, if a trusted key says a compile made it. */
  public Optional<mind.v1.Digest> attestedManifest(SignedRecord attestation) {
    return verify(attestation.getEnvelope())
        .filter(said -> said.getKind() == RecordKind.ACTION)
        .map(Statement::getValue)
        .filter(value -> value.getHash().equals(attestation.getKey()));
  }

  private Envelope sign(Statement statement) {
    ByteString payload = statement.toByteString();
    try {
      java.security.Signature signer = java.security.Signature.getInstance("Ed25519");
      signer.initSign(key.privateKey());
      signer.update(preAuthenticationEncoding(PAYLOAD_TYPE, payload).toByteArray());
      return Envelope.newBuilder()
          .setPayload(payload)
          .setPayloadType(PAYLOAD_TYPE)
          .addSignatures(
              Signature.newBuilder().setKeyid(key.id()).setSig(ByteString.copyFrom(signer.sign())))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  private Optional<Statement> verify(Envelope envelope) {
    Statement known = verified.getIfPresent(envelope);
    if (known != null) {
      return Optional.of(known);
    }
    if (!envelope.getPayloadType().equals(PAYLOAD_TYPE)
        || envelope.getSignaturesList().stream().noneMatch(each -> isGood(each, envelope))) {
      return Optional.empty();
    }
    try {
      Statement statement = Statement.parseFrom(envelope.getPayload());
      verified.put(envelope, statement);
      return Optional.of(statement);
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private boolean isGood(Signature signature, Envelope envelope) {
    PublicKey publicKey = trusted.get(signature.getKeyid());
    if (publicKey == null) {
      return false;
    }
    try {
      java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(
          preAuthenticationEncoding(envelope.getPayloadType(), envelope.getPayload())
              .toByteArray());
      return verifier.verify(signature.getSig().toByteArray());
    } catch (GeneralSecurityException e) {
      return false; // a signature of the wrong length throws rather than fails
    }
  }

  /** DSSE's PAE: {@code "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body}. */
  static ByteString preAuthenticationEncoding(String type, ByteString body) {
    String head = "DSSEv1 %d %s %d ".formatted(type.getBytes(UTF_8).length, type, body.size());
    return ByteString.copyFromUtf8(head).concat(body);
  }
}
