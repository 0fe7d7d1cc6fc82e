package mind.server.rpc;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;

/**
 * The last net: what escapes a handler, even one that isn't ours, closes its call with a status
 * that says nothing of the inside, instead of reaching the transport.
 */
public final class FaultInterceptor implements ServerInterceptor {
  /** The service, with messages parsed behind the server's interceptors instead of before them. */
  public static ServerServiceDefinition guarded(BindableService service) {
    return ServerInterceptors.useInputStreamMessages(service.bindService());
  }

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
    return new Guard<>(call, listener);
  }

  /** After the first failure the call is closed, and its handler hears of it no more. */
  private static final class Guard<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean failed;

    Guard(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> parse(() -> super.onMessage(message)));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    private void guard(Runnable step) {
      if (failed) {
        return;
      }
      try {
        step.run();
      } catch (RuntimeException | StackOverflowError e) {
        failed = true;
        close(call, e);
      }
    }
  }

  private static void parse(Runnable step) {
    try {
      step.run();
    } catch (StatusRuntimeException e) {
      throw ServiceException.of(
          Reason.MALFORMED_REQUEST, "the bytes of the request are not the message of this method");
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
