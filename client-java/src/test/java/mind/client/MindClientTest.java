package mind.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.Diagnostic;
import mind.v1.Diagnostics;
import mind.v1.Emitted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server on loopback that answers by rote. */
final class MindClientTest {
  private final Scripted scripted = new Scripted();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Server server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private MindClient client;

  /** Compile answers as its source says. */
  private static final class Scripted extends CompilerGrpc.CompilerImplBase {
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
      observer.onNext(CheckResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void compile(CompileRequest request, StreamObserver<CompileResponse> observer) {
      int call = calls.incrementAndGet();
      switch (request.getSource()) {
        case "unavailable once" -> answer(observer, call, status(Status.Code.UNAVAILABLE, ""));
        case "overloaded once" ->
            answer(
                observer,
                call,
                status(Status.Code.RESOURCE_EXHAUSTED, "OVERLOADED").toBuilder()
                    .addDetails(
                        Any.pack(
                            RetryInfo.newBuilder()
                                .setRetryDelay(Duration.newBuilder().setNanos(1_000_000))
                                .build()))
                    .build());
        case "errors" ->
            observer.onError(
                StatusProto.toStatusRuntimeException(
                    status(Status.Code.INVALID_ARGUMENT, "E3001").toBuilder()
                        .addDetails(
                            Any.pack(
                                Diagnostics.newBuilder()
                                    .addDiagnostics(Diagnostic.newBuilder().setCode("E3001"))
                                    .setTotal(17)
                                    .build()))
                        .build()));
        case "out of memory" ->
            observer.onError(
                StatusProto.toStatusRuntimeException(
                    status(Status.Code.RESOURCE_EXHAUSTED, "E6004")));
        case "large" -> {
          observer.onNext(
              CompileResponse.newBuilder()
                  .addEmitted(
                      Emitted.newBuilder().setContent(ByteString.copyFrom(new byte[20 << 20])))
                  .build());
          observer.onCompleted();
        }
        default -> {} // never answers
      }
    }

    private static void answer(
        StreamObserver<CompileResponse> observer, int call, com.google.rpc.Status first) {
      if (call == 1) {
        observer.onError(StatusProto.toStatusRuntimeException(first));
      } else {
        observer.onNext(CompileResponse.newBuilder().setCache("miss").build());
        observer.onCompleted();
      }
    }

    private static com.google.rpc.Status status(Status.Code code, String reason) {
      return com.google.rpc.Status.newBuilder()
          .setCode(code.value())
          .setMessage("what went wrong")
          .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
          .build();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(scripted)
            .build()
            .start();
    client = MindClient.connect("127.0.0.1:" + server.getPort());
  }

  @AfterEach
  void stop() {
    client.close();
    server.shutdownNow();
  }

  private CompileResponse compile(String source) {
    return client.compile(CompileRequest.newBuilder().setSource(source).build());
  }

  private MindException fails(String source) {
    return catchThrowableOfType(MindException.class, () -> compile(source));
  }

  @Test
  void retriesAServerThatIsAway() {
    assertThat(compile("unavailable once").getCache()).isEqualTo("miss");
    assertThat(scripted.calls).hasValue(2);
  }

  @Test
  void comesBackWhenAskedTo() {
    assertThat(compile("overloaded once").getCache()).isEqualTo("miss");
    assertThat(scripted.calls).hasValue(2);
  }

  @Test
  void doesNotRetryWhatWouldFailAgain() {
    MindException failure = fails("out of memory");
    assertThat(failure.code()).isEqualTo("E6004");
    assertThat(failure.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(scripted.calls).hasValue(1);
  }

  @Test
  void failuresCarryCodeMessageAndDiagnostics() {
    MindException failure = fails("errors");
    assertThat(failure.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.code()).isEqualTo("E3001");
    assertThat(failure).hasMessage("what went wrong");
    assertThat(failure.diagnostics()).hasSize(1);
    assertThat(failure.totalDiagnostics()).isEqualTo(17);
  }

  @Test
  void keepsItsDeadline() {
    client = client.withDeadline(java.time.Duration.ofMillis(200));
    assertThat(fails("silence").status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void takesLargeResponses() {
    assertThat(compile("large").getEmitted(0).getContent().size()).isEqualTo(20 << 20);
  }

  @Test
  void callsThatTheServerDoesNotHaveFail() {
    assertThat(catchThrowableOfType(MindException.class, () -> client.describe()).status())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(client.check("").getDiagnosticsCount()).isZero();
  }

  @Test
  void addressesAreHostAndPort() {
    for (String wrong : new String[] {"", "localhost", "http://a:1", "a:b", ":1", "a:123456"}) {
      assertThatThrownBy(() -> MindClient.connect(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("HOST:PORT");
    }
    MindClient.connect("[::1]:50051").close();
  }
}
