package mind.server.rpc;

import io.grpc.stub.StreamObserver;
import mind.server.execute.ExecuteService;
import mind.v1.DescribeRequest;
import mind.v1.DescribeResponse;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.ExecutorGrpc;

/** {@code mind.v1.Executor}. */
public final class ExecutorHandler extends ExecutorGrpc.ExecutorImplBase {
  private final ExecuteService service;
  private final Limits limits;

  public ExecutorHandler(ExecuteService service, Limits limits) {
    this.service = service;
    this.limits = limits;
  }

  @Override
  public void execute(ExecuteRequest request, StreamObserver<ExecuteResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          limits.check(request);
          return service.execute(request);
        });
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> observer) {
    Unary.answer(observer, service::describe);
  }
}
