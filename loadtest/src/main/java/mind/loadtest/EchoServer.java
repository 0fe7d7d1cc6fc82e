package mind.loadtest;

import com.google.protobuf.BytesValue;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The least a gRPC server can do with a payload: send it back. What any call costs at least. */
final class EchoServer implements AutoCloseable {
  private static final MethodDescriptor<BytesValue, BytesValue> ECHO =
      MethodDescriptor.<BytesValue, BytesValue>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("mind.loadtest.Echo", "Echo"))
          .setRequestMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(BytesValue.getDefaultInstance()))
          .build();

  private final Server server;

  private EchoServer(Server server) {
    this.server = server;
  }

  static EchoServer start() throws IOException {
    BindableService echo =
        () ->
            ServerServiceDefinition.builder("mind.loadtest.Echo")
                .addMethod(
                    ECHO,
                    ServerCalls.asyncUnaryCall((request, reply) -> {
                      reply.onNext(request);
                      reply.onCompleted();
                    }))
                .build();
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new EchoServer(NettyServerBuilder.forAddress(loopback).addService(echo).build().start());
  }

  int port() {
    return server.getPort();
  }

  static BytesValue call(Channel channel, BytesValue payload) {
    return ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, payload);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
