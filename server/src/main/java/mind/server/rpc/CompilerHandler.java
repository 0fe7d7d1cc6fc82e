package mind.server.rpc;

import io.grpc.stub.StreamObserver;
import mind.server.compile.CompileService;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;

/** {@code mind.v1.Compiler}. */
public final class CompilerHandler extends CompilerGrpc.CompilerImplBase {
  private final CompileService service;
  private final Limits limits;

  public CompilerHandler(CompileService service, Limits limits) {
    this.service = service;
    this.limits = limits;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          limits.checkSource(request.getSourceBytes());
          return service.check(request);
        });
  }

  @Override
  public void compile(CompileRequest request, StreamObserver<CompileResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          limits.check(request);
          return service.compile(request).response();
        });
  }
}
