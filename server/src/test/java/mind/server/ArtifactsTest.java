package mind.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.v1.ArtifactPart;
import mind.v1.ArtifactsGrpc;
import mind.v1.CompileResponse;
import mind.v1.Digest;
import mind.v1.GetArtifactRequest;
import mind.v1.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GetArtifact over real gRPC. */
final class ArtifactsTest {
  @TempDir Path folder;

  @Test
  void sendsTheManifestAndAllItNames() throws IOException {
    try (TestService service = new TestService(folder)) {
      CompileResponse compiled = service.compile("scale 3 x f32 3");
      // The size may be left out: people copy the hash alone.
      Digest name = Digest.newBuilder().setHash(compiled.getArtifact().getHash()).build();
      Map<Digest, ByteString> blobs = new LinkedHashMap<>();
      get(service, name).forEach(p -> blobs.merge(p.getBlob(), p.getData(), ByteString::concat));
      assertThat(blobs.keySet()).first().isEqualTo(compiled.getArtifact());
      blobs.forEach((digest, bytes) ->
          assertThat(mind.server.store.Digest.of(bytes).toProto()).isEqualTo(digest));
      Manifest manifest = Manifest.parseFrom(blobs.values().iterator().next());
      assertThat(manifest).isEqualTo(compiled.getManifest());
      assertThat(blobs).containsKey(manifest.getKernels(0).getObject());
    }
  }

  @Test
  void anArtifactThatIsNotHereIsNotFound() throws IOException {
    try (TestService service = new TestService(folder)) {
      assertThat(code(service, Digest.newBuilder().setHash("0".repeat(64)).build()))
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(code(service, Digest.newBuilder().setHash("nonsense").build()))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  private static Status.Code code(TestService service, Digest name) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> get(service, name));
    assertThat(failure).isNotNull();
    return failure.getStatus().getCode();
  }

  private static List<ArtifactPart> get(TestService service, Digest name) {
    List<ArtifactPart> parts = new ArrayList<>();
    ArtifactsGrpc.newBlockingStub(service.channel)
        .getArtifact(GetArtifactRequest.newBuilder().setArtifact(name).build())
        .forEachRemaining(parts::add);
    return parts;
  }
}
