package mind.server;

import static io.grpc.stub.ClientCalls.blockingUnaryCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mind.v1.CheckRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.ExecuteRequest;
import mind.v1.ExecutorGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are no request, or nearly one, get an answer and leave the server well. */
final class MalformedRequestTest {
  private static final Set<Status.Code> EXPECTED =
      EnumSet.of(
          Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.RESOURCE_EXHAUSTED);

  @TempDir Path folder;

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  @Test
  void randomAndMutatedRequests() throws IOException {
    Random random = new Random(7);
    try (TestService service = new TestService(folder)) {
      CompileResponse compiled = service.compile("scale 3 x f32 3");
      List<byte[]> good =
          List.of(
              CheckRequest.newBuilder().setSource("scale 3 x f32 3").build().toByteArray(),
              TestService.request("scale 3 x f32 3").toByteArray(),
              ExecuteRequest.newBuilder()
                  .setArtifact(compiled.getArtifact())
                  .addInputs(TestService.vector("x", 1, 2, 3))
                  .build()
                  .toByteArray());
      List<MethodDescriptor<?, ?>> methods =
          List.of(
              CompilerGrpc.getCheckMethod(),
              CompilerGrpc.getCompileMethod(),
              ExecutorGrpc.getExecuteMethod());
      for (int i = 0; i < 1500; i++) {
        int method = i % methods.size();
        byte[] bytes =
            i % 2 == 0
                ? mutated(good.get(method), random)
                : ByteString.copyFrom(mutated(new byte[random.nextInt(200)], random)).toByteArray();
        assertAnswered(service, methods.get(method), bytes);
      }
      assertThat(service.compile("scale 3 x f32 3").getCache()).isEqualTo("memory");
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(5); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private static void assertAnswered(
      TestService service, MethodDescriptor<?, ?> method, byte[] request) {
    Throwable thrown =
        catchThrowable(() ->
            blockingUnaryCall(
                service.channel, method.toBuilder(RAW, RAW).build(), CallOptions.DEFAULT, request));
    if (thrown instanceof StatusRuntimeException failure) {
      assertThat(failure.getStatus().getCode()).as(failure.toString()).isIn(EXPECTED);
    }
  }
}
