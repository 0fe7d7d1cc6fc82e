package mind.client;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.v1.ArtifactsGrpc;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.DescribeRequest;
import mind.v1.DescribeResponse;
import mind.v1.Digest;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.ExecutorGrpc;
import mind.v1.GetArtifactRequest;

/**
 * A client of one service. May be used from any number of threads.
 *
 * <p>All calls are pure, so calls that found no server are retried, as are those that an overloaded
 * one asked to send later, each within the call's deadline. Every failure is a {@link
 * MindException}.
 */
public final class MindClient implements AutoCloseable {
  /**
   * Generous, since a first compile of a large program takes its time; see {@link #withDeadline}.
   */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:/\\[\\]]+)):(\\d{1,5})");
  private static final int MAX_METADATA_BYTES = 64 << 10;
  private static final int MAX_PUSHED_BACK = 10;

  /** gRPC's own retries: for servers that can't be reached, with growing pauses. */
  private static final Map<String, ?> SERVICE_CONFIG =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.1s",
                      "maxBackoff",
                      "2s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  private final ManagedChannel channel;
  private final Duration deadline;

  private MindClient(ManagedChannel channel, Duration deadline) {
    this.channel = channel;
    this.deadline = deadline;
  }

  /**
   * A client of the server at {@code HOST:PORT}. The connection is made with the first call.
   *
   * @throws IllegalArgumentException when the address isn't of that form
   */
  public static MindClient connect(String hostPort) {
    Matcher parts = HOST_PORT.matcher(hostPort);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' isn't HOST:PORT, such as localhost:50051".formatted(hostPort));
    }
    String host = String.valueOf(parts.group(1) == null ? parts.group(2) : parts.group(1));
    return of(
        NettyChannelBuilder.forAddress(host, Integer.parseInt(parts.group(3)))
            .usePlaintext()
            .defaultServiceConfig(SERVICE_CONFIG)
            .enableRetry()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .build());
  }

  /** A client over a channel of the caller's making, which {@link #close} closes. */
  public static MindClient of(ManagedChannel channel) {
    return new MindClient(channel, DEFAULT_DEADLINE);
  }

  /** The same client with another time limit for each call. Closing either closes both. */
  public MindClient withDeadline(Duration perCall) {
    return new MindClient(channel, perCall);
  }

  /** All diagnostics of a source and the signatures of its functions. */
  public CheckResponse check(String source) {
    return check(CheckRequest.newBuilder().setSource(source).build());
  }

  public CheckResponse check(CheckRequest request) {
    return call(CompilerGrpc.newBlockingStub(channel), stub -> stub.check(request));
  }

  /**
   * Compiles one entry of a program, or finds what was compiled before.
   *
   * @throws MindException with diagnostics when the program has errors
   */
  public CompileResponse compile(CompileRequest request) {
    return call(CompilerGrpc.newBlockingStub(channel), stub -> stub.compile(request));
  }

  /** Runs an artifact, or compiles a program and runs it. */
  public ExecuteResponse execute(ExecuteRequest request) {
    return call(ExecutorGrpc.newBlockingStub(channel), stub -> stub.execute(request));
  }

  /**
   * An artifact's blobs by their digests: its manifest first, then all that the manifest names.
   *
   * @param artifact its name; the size may be left out
   */
  public Map<Digest, ByteString> artifact(Digest artifact) {
    GetArtifactRequest request = GetArtifactRequest.newBuilder().setArtifact(artifact).build();
    return call(
        ArtifactsGrpc.newBlockingStub(channel),
        stub -> {
          Map<Digest, ByteString> blobs = new LinkedHashMap<>();
          stub.getArtifact(request)
              .forEachRemaining(
                  part -> blobs.merge(part.getBlob(), part.getData(), ByteString::concat));
          return blobs;
        });
  }

  /** What the server can run. */
  public DescribeResponse describe() {
    return call(
        ExecutorGrpc.newBlockingStub(channel),
        stub -> stub.describe(DescribeRequest.getDefaultInstance()));
  }

  /** Whether the server takes calls. */
  public boolean healthy() {
    return call(
            HealthGrpc.newBlockingStub(channel),
            stub -> stub.check(HealthCheckRequest.getDefaultInstance()))
        .getStatus()
        .equals(ServingStatus.SERVING);
  }

  private <S extends AbstractBlockingStub<S>, T> T call(S stub, Function<S, T> method) {
    long end = System.nanoTime() + deadline.toNanos();
    for (int pushedBack = 0; ; pushedBack++) {
      try {
        return method.apply(stub.withDeadlineAfter(end - System.nanoTime(), TimeUnit.NANOSECONDS));
      } catch (StatusRuntimeException e) {
        MindException failure = new MindException(e);
        if (pushedBack == MAX_PUSHED_BACK || !waitAsAsked(failure, end)) {
          throw failure;
        }
      }
    }
  }

  /** Waits for as long as an overloaded server asked for; false if it didn't, or time is short. */
  private static boolean waitAsAsked(MindException failure, long end) {
    if (failure.status() != Status.Code.RESOURCE_EXHAUSTED || failure.retryAfter().isEmpty()) {
      return false;
    }
    Duration delay = failure.retryAfter().get();
    if (System.nanoTime() + delay.toNanos() - end >= 0) {
      return false;
    }
    try {
      Thread.sleep(delay);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
