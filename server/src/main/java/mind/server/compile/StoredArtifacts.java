package mind.server.compile;

import java.util.List;
import java.util.stream.Collectors;
import mind.server.compile.ArtifactCache.Artifact;
import mind.server.compile.ArtifactCache.Load;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.server.store.Digest;
import mind.server.store.StoreKey;
import mind.v1.Manifest;

/** Artifacts by their names in requests, or why there is none. */
public final class StoredArtifacts {
  private final ArtifactCache cache;

  public StoredArtifacts(ArtifactCache cache) {
    this.cache = cache;
  }

  /**
   * What a request calls an artifact.
   *
   * @throws ServiceException if that is no digest
   */
  public static Digest named(mind.v1.Digest digest) {
    try {
      return Digest.of(digest);
    } catch (IllegalArgumentException e) {
      throw ServiceException.of(
              Reason.MALFORMED_REQUEST, "the artifact's digest is " + e.getMessage())
          .in("artifact");
    }
  }

  /**
   * The whole of an artifact that a trusted key vouches for.
   *
   * @throws ServiceException if it is unknown, damaged or nobody's
   */
  public Artifact get(Digest digest) {
    return switch (cache.load(digest.hash(), digest.sizeBytes())) {
      case Load.Ready ready -> ready.artifact();
      case Load.Unknown _ -> throw unknown(digest);
      case Load.Incomplete(List<StoreKey> dropped) ->
          throw ServiceException.of(
              Reason.UNKNOWN_ARTIFACT,
              "parts of the artifact %s are gone%s; compile the program again"
                  .formatted(digest, dropped.isEmpty() ? "" : ", damaged: " + names(dropped)));
      case Load.NotAttested _ ->
          throw ServiceException.of(
              Reason.NOT_ATTESTED,
              "no key trusted here says that %s came from a compile, so it isn't run; compile the program here"
                  .formatted(digest));
    };
  }

  /** There is no such artifact here. */
  public static ServiceException unknown(Digest digest) {
    return ServiceException.of(
        Reason.UNKNOWN_ARTIFACT,
        "there is no artifact %s here; compile the program first".formatted(digest));
  }

  /** Keeps an artifact that is in use from being evicted. */
  public void renew(Digest digest, Manifest manifest) {
    cache.renew(digest, manifest);
  }

  private static String names(List<StoreKey> keys) {
    return keys.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
