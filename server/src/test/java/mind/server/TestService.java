package mind.server;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.DType;
import mind.v1.ExecutorGrpc;
import mind.v1.NamedTensor;
import mind.v1.Tensor;
import mind.v1.TensorType;

/** A server on a folder with the tiny compiler, and a channel to it. */
final class TestService implements AutoCloseable {
  final TinyCompiler compiler = new TinyCompiler();
  final TinyExecutor executor = new TinyExecutor();
  final MindServer server;
  final ManagedChannel channel;

  TestService(Path folder) throws IOException {
    this(config(folder));
  }

  TestService(ServerConfig config) throws IOException {
    server = MindServer.start(config, compiler, executor);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMetadataSize(8192)
            .build();
  }

  /** As users get it, but with a metrics port and the limits of a public server. */
  static ServerConfig config(Path folder) {
    ServerConfig base = ServerConfig.embedded(folder);
    return new ServerConfig(
        base.listen(),
        new ServerConfig.MetricsPort("127.0.0.1", 0),
        base.store(),
        ServerConfig.defaults().limits(),
        base.threads(),
        base.memory(),
        base.drain());
  }

  /** With this much memory for runs. */
  static ServerConfig withExecuteBytes(ServerConfig base, long bytes) {
    return new ServerConfig(
        base.listen(),
        base.metrics(),
        base.store(),
        base.limits(),
        base.threads(),
        new ServerConfig.Memory(bytes, base.memory().programsBytes()),
        base.drain());
  }

  CompilerGrpc.CompilerBlockingStub compiler() {
    return CompilerGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  ExecutorGrpc.ExecutorBlockingStub executor() {
    return ExecutorGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  CompileResponse compile(String source) {
    return compiler().compile(request(source));
  }

  static CompileRequest request(String source) {
    return CompileRequest.newBuilder().setSource(source).build();
  }

  static NamedTensor vector(String name, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return NamedTensor.newBuilder()
        .setName(name)
        .setTensor(
            Tensor.newBuilder()
                .setType(TensorType.newBuilder().setDtype(DType.F32).addShape((long) values.length))
                .setRaw(ByteString.copyFrom(bytes.flip())))
        .build();
  }

  /** A detail of the failure's status. */
  static <T extends Message> Optional<T> detail(StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any each : status.getDetailsList()) {
      if (each.is(type)) {
        try {
          return Optional.of(each.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
