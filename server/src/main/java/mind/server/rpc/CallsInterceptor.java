package mind.server.rpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import mind.server.failure.ServiceException;

/**
 * Bounds the calls under way, each of which may hold a request and a response. Health and
 * reflection are let through: a full server is a healthy one.
 */
public final class CallsInterceptor implements ServerInterceptor {
  private final Semaphore free;

  public CallsInterceptor(int calls) {
    free = new Semaphore(calls);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!call.getMethodDescriptor().getFullMethodName().startsWith("mind.")) {
      return next.startCall(call, headers);
    }
    if (!free.tryAcquire()) {
      StatusRuntimeException failure =
          Failures.toStatus(
              ServiceException.overloaded(
                  "too many calls are under way (limits.calls); try again", Duration.ofSeconds(1)));
      Metadata trailers = failure.getTrailers();
      call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
      return new ServerCall.Listener<>() {};
    }
    // Exactly one of the two comes, and after the handler has returned.
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onComplete() {
        free.release();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        free.release();
        super.onCancel();
      }
    };
  }
}
