package mind.server.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    Artifact artifact;
    try {
      Patience.check();
      artifact = artifacts.get(StoredArtifacts.named(request.getArtifact()));
    } catch (Throwable e) {
      observer.onError(Failures.toStatus(e));
      return;
    }
    Stream<ArtifactPart> manifest = parts(artifact.digest(), artifact.manifest().toByteString());
    Stream<ArtifactPart> others =
        artifact.blobs().entrySet().stream().flatMap(each -> parts(each.getKey(), each.getValue()));
    send(
        Stream.concat(manifest, others).iterator(),
        (ServerCallStreamObserver<ArtifactPart>) observer);
  }

  /** No faster than the client takes them; after a cancellation the call is never ready again. */
  private static void send(
      Iterator<ArtifactPart> parts, ServerCallStreamObserver<ArtifactPart> call) {
    call.setOnCancelHandler(() -> {}); // without one, a cancelled call throws at the next part
    AtomicBoolean completed = new AtomicBoolean();
    call.setOnReadyHandler(() -> {
      while (call.isReady() && parts.hasNext()) {
        call.onNext(parts.next());
      }
      if (!parts.hasNext() && !call.isCancelled() && completed.compareAndSet(false, true)) {
        call.onCompleted();
      }
    });
  }

  /** A blob in pieces; an empty one still has its piece. */
  private static Stream<ArtifactPart> parts(Digest digest, ByteString bytes) {
    int count = Math.max(1, Math.ceilDiv(bytes.size(), PART_BYTES));
    return IntStream.range(0, count)
        .mapToObj(i ->
            ArtifactPart.newBuilder()
                .setBlob(digest.toProto())
                .setData(
                    bytes.substring(
                        i * PART_BYTES, (int) Math.min(bytes.size(), (i + 1L) * PART_BYTES)))
                .build());
  }
}
