package mind.server.compile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.server.attest.Attestor;
import mind.server.store.Commit;
import mind.server.store.Digest;
import mind.server.store.Lookup;
import mind.server.store.RecordKey;
import mind.server.store.Records;
import mind.server.store.Store;
import mind.server.store.StoreException;
import mind.server.store.StoreKey;
import mind.server.store.Tier;
import mind.store.v1.RecordKind;
import mind.store.v1.SignedRecord;
import mind.v1.Kernel;
import mind.v1.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The action cache, the kernel index and the artifacts they lead to, over any store.
 *
 * <p>Nothing is returned that isn't whole and attested: a record without a good signature is a
 * miss, and so is one that leads to a blob that is gone or damaged.
 */
public final class ArtifactCache {
  private static final Logger log = LoggerFactory.getLogger(ArtifactCache.class);

  private final Store store;
  private final Attestor attestor;

  public ArtifactCache(Store store, Attestor attestor) {
    this.store = store;
    this.attestor = attestor;
  }

  /**
   * An artifact with its content.
   *
   * @param tier the slowest that was asked for any part of it
   */
  public record Artifact(
      Digest digest, Manifest manifest, Map<Digest, ByteString> blobs, Tier tier) {}

  /**
   * An answer of the cache.
   *
   * @param dropped what was found damaged on the way and removed
   */
  public record Answer<T>(Optional<T> value, List<StoreKey> dropped) {
    public Answer {
      dropped = List.copyOf(dropped);
    }
  }

  /** Reads parts and keeps account of where they came from and what was damaged. */
  private final class Reader {
    private final List<StoreKey> dropped = new ArrayList<>();
    private Tier tier = Tier.MEMORY;

    Optional<ByteString> blob(Digest digest) {
      return note(store.blob(digest));
    }

    Optional<SignedRecord> entry(RecordKey key) {
      return note(store.record(key));
    }

    private <T> Optional<T> note(Lookup<T> lookup) {
      dropped.addAll(lookup.dropped());
      lookup.found().ifPresent(found -> tier = tier.slower(found.tier()));
      return lookup.found().map(Lookup.Found::value);
    }

    /** The artifact of this manifest, if it is whole. */
    Optional<Artifact> artifact(Digest digest) {
      Optional<Manifest> manifest = blob(digest).flatMap(ArtifactCache::parse);
      if (manifest.isEmpty()) {
        return Optional.empty();
      }
      Map<Digest, ByteString> blobs = new LinkedHashMap<>();
      boolean whole = true;
      for (Digest part : parts(manifest.get())) {
        // All parts are looked at even after one is missing, so that one rebuild repairs them all.
        Optional<ByteString> bytes = blob(part);
        bytes.ifPresent(value -> blobs.put(part, value));
        whole &= bytes.isPresent();
      }
      return whole
          ? Optional.of(new Artifact(digest, manifest.get(), blobs, tier))
          : Optional.empty();
    }
  }

  /** The artifact of an action. A hit renews all it consists of. */
  public Answer<Artifact> find(ActionKey key) {
    Reader reader = new Reader();
    RecordKey action = new RecordKey(RecordKind.ACTION, key.digest().hash());
    Optional<SignedRecord> entry = reader.entry(action);
    Optional<Artifact> artifact =
        entry
            .flatMap(attestor::verify)
            .filter(said -> said.getKey().equals(key.digest().toProto()))
            .flatMap(said -> reader.artifact(Digest.of(said.getValue())));
    artifact.ifPresent(found -> {
      extend(action);
      renew(found.digest(), found.manifest());
      entry.ifPresent(record -> restoreAttestation(reader, record, found.digest()));
    });
    return new Answer<>(artifact, reader.dropped);
  }

  /** Who compiled may execute: the statement is found by the manifest too, even after damage. */
  private void restoreAttestation(Reader reader, SignedRecord action, Digest manifest) {
    SignedRecord attestation = attestor.byValue(action, manifest);
    if (reader.entry(Records.keyOf(attestation)).flatMap(attestor::attestedManifest).isEmpty()) {
      quietly(() -> store.commit(Commit.ofRecord(attestation)));
    }
  }

  /** What came of looking an artifact up by its digest. */
  public sealed interface Load {
    record Ready(Artifact artifact) implements Load {}

    record Unknown() implements Load {}

    /** There is such a blob, but nobody trusted says that a compile made it. */
    record NotAttested() implements Load {}

    /** It is ours, but parts of it are gone. */
    record Incomplete(List<StoreKey> dropped) implements Load {}
  }

  /**
   * The artifact of this name.
   *
   * @param sizeBytes of the manifest; 0 when the caller knows the hash only
   */
  public Load load(String hash, long sizeBytes) {
    Reader reader = new Reader();
    RecordKey key = new RecordKey(RecordKind.ATTESTATION, hash);
    Optional<SignedRecord> attestation = reader.entry(key);
    Optional<Digest> attested = attestation.flatMap(attestor::attestedManifest).map(Digest::of);
    if (attested.isEmpty()) {
      Digest named = new Digest(hash, sizeBytes);
      // A store gives no blob whose size isn't known, but says whether it has it.
      boolean there = sizeBytes == 0 ? store.extend(named) : reader.blob(named).isPresent();
      return there || attestation.isPresent() ? new Load.NotAttested() : new Load.Unknown();
    }
    if (sizeBytes != 0 && sizeBytes != attested.get().sizeBytes()) {
      return new Load.Unknown();
    }
    Optional<Artifact> artifact = reader.artifact(attested.get());
    artifact.ifPresent(found -> renew(found.digest(), found.manifest()));
    return artifact.<Load>map(Load.Ready::new).orElse(new Load.Incomplete(reader.dropped));
  }

  /** Stores a fresh artifact with the kernels compiled for it, in one commit. */
  public Artifact put(ActionKey key, CompilerPort.Built built, Map<String, ByteString> kernels) {
    ByteString manifest = built.manifest().toByteString();
    Digest digest = Digest.of(manifest);
    List<ByteString> blobs = new ArrayList<>(built.blobs());
    blobs.add(manifest);
    blobs.add(key.command());
    blobs.add(key.action());
    List<SignedRecord> entries = new ArrayList<>();
    kernels.forEach((kernelKey, object) -> {
      blobs.add(object);
      entries.add(attestor.attest(RecordKind.KERNEL, kernelDigest(kernelKey), Digest.of(object)));
    });
    SignedRecord action = attestor.attest(RecordKind.ACTION, key.digest().toProto(), digest);
    entries.add(attestor.byValue(action, digest));
    entries.add(action);
    Commit commit = Commit.of(blobs, entries);
    store.commit(commit);
    return new Artifact(digest, built.manifest(), commit.blobs(), Tier.MEMORY);
  }

  /** A kernel's object from an earlier compile. */
  public Answer<ByteString> kernel(String kernelKey) {
    return value(new RecordKey(RecordKind.KERNEL, kernelKey), kernelDigest(kernelKey));
  }

  /** An emitted form, by the action key that names the form. */
  public Answer<ByteString> form(ActionKey key) {
    return value(new RecordKey(RecordKind.FORM, key.digest().hash()), key.digest().toProto());
  }

  public void putForm(ActionKey key, ByteString content) {
    store.commit(
        Commit.of(
            List.of(content, key.command(), key.action()),
            List.of(attestor.attest(RecordKind.FORM, key.digest().toProto(), Digest.of(content)))));
  }

  private Answer<ByteString> value(RecordKey key, mind.v1.Digest from) {
    Reader reader = new Reader();
    Optional<Digest> digest =
        reader
            .entry(key)
            .flatMap(attestor::verify)
            .filter(said -> said.getKey().equals(from))
            .map(said -> Digest.of(said.getValue()));
    Optional<ByteString> bytes = digest.flatMap(reader::blob);
    if (bytes.isPresent()) {
      extend(key);
      digest.ifPresent(this::extend);
    }
    return new Answer<>(bytes, reader.dropped);
  }

  /** Keeps an artifact that is in use from being evicted. */
  public void renew(Digest digest, Manifest manifest) {
    extend(new RecordKey(RecordKind.ATTESTATION, digest.hash()));
    extend(digest);
    parts(manifest).forEach(this::extend);
  }

  private void extend(StoreKey key) {
    quietly(() -> store.extend(key));
  }

  /** A hit is a hit even when the store can't be written at the moment. */
  private static void quietly(Runnable write) {
    try {
      write.run();
    } catch (StoreException e) {
      log.warn("the store can't be written: {}", e.toString());
    }
  }

  private static mind.v1.Digest kernelDigest(String kernelKey) {
    return mind.v1.Digest.newBuilder().setHash(kernelKey).build();
  }

  private static Optional<Manifest> parse(ByteString bytes) {
    try {
      return Optional.of(Manifest.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Set<Digest> parts(Manifest manifest) {
    Set<Digest> parts = new LinkedHashSet<>();
    if (manifest.hasIr()) {
      parts.add(Digest.of(manifest.getIr()));
    }
    if (manifest.hasConstants()) {
      parts.add(Digest.of(manifest.getConstants()));
    }
    for (Kernel kernel : manifest.getKernelsList()) {
      parts.add(Digest.of(kernel.getObject()));
    }
    return parts;
  }
}
