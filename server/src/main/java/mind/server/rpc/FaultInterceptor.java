package mind.server.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/**
 * The last net: what escapes a handler, even one that isn't ours, closes its call with a status
 * that says nothing of the inside, instead of reaching the transport.
 */
public final class FaultInterceptor implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(call, headers);
    } catch (RuntimeException e) {
      close(call, e);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        guard(call, () -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guard(call, super::onHalfClose);
      }
    };
  }

  private static void guard(ServerCall<?, ?> call, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | StackOverflowError e) {
      close(call, e);
    }
  }

  private static void close(ServerCall<?, ?> call, Throwable thrown) {
    StatusRuntimeException failure = Failures.toStatus(thrown);
    Metadata trailers = failure.getTrailers();
    try {
      call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException e) {
      // It had been closed before it failed; the client has its answer.
      return;
    }
  }
}
