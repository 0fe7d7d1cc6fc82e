package mind.server.rpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import mind.server.load.Patience;

/** How every unary method answers: one response, or one status for whatever went wrong. */
final class Unary {
  private Unary() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> handler) {
    T response;
    try {
      Patience.check();
      response = handler.get();
    } catch (Throwable t) {
      observer.onError(Failures.toStatus(t));
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }
}
