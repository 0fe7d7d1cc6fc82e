package mind.server.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import mind.server.compile.ArtifactCache.Artifact;
import mind.server.compile.StoredArtifacts;
import mind.server.load.Patience;
import mind.server.store.Digest;
import mind.v1.ArtifactPart;
import mind.v1.ArtifactsGrpc;
import mind.v1.GetArtifactRequest;

/** {@code mind.v1.Artifacts}. */
public final class ArtifactsHandler extends ArtifactsGrpc.ArtifactsImplBase {
  /** Well below the 4 MiB that clients accept by default. */
  private static final int PART_BYTES = 1 << 20;

  private final StoredArtifacts artifacts;

  public ArtifactsHandler(StoredArtifacts artifacts) {
    this.artifacts = artifacts;
  }

  @Override
  public void getArtifact(GetArtifactRequest request, StreamObserver<ArtifactPart> observer) {
    try {
      Patience.check();
      Artifact artifact = artifacts.get(StoredArtifacts.named(request.getArtifact()));
      send(artifact.digest(), artifact.manifest().toByteString(), observer);
      artifact.blobs().forEach((digest, bytes) -> send(digest, bytes, observer));
    } catch (Throwable e) {
      observer.onError(Failures.toStatus(e));
      return;
    }
    observer.onCompleted();
  }

  /** Sends a blob in pieces; an empty one still has its piece. */
  private static void send(Digest digest, ByteString bytes, StreamObserver<ArtifactPart> observer) {
    int from = 0;
    do {
      int to = Math.min(bytes.size(), from + PART_BYTES);
      observer.onNext(
          ArtifactPart.newBuilder()
              .setBlob(digest.toProto())
              .setData(bytes.substring(from, to))
              .build());
      from = to;
    } while (from < bytes.size());
  }
}
