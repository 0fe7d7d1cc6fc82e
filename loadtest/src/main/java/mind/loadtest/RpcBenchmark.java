package mind.loadtest;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mind.cli.Benchmark;
import mind.cli.BenchmarkRun;
import mind.cli.Figure;
import mind.cli.terminal.Failure;
import mind.v1.CheckRequest;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.CompilerGrpc;
import mind.v1.DType;
import mind.v1.ExecuteRequest;
import mind.v1.ExecutorGrpc;
import mind.v1.NamedTensor;
import mind.v1.Tensor;
import mind.v1.TensorType;

/**
 * Load on Check, on a Compile that hits the cache and on a small Execute. The peer of the first two
 * is an empty echo on the same server (the health service); that of Execute is an echo of the same
 * payload. Calls go through plain blocking stubs on both sides.
 */
public final class RpcBenchmark implements Benchmark {
  private static final int SIDE = 16;
  private static final String PROGRAM =
      """
      fn main(x: Tensor<f32, [16, 16]>, w: Tensor<f32, [16, 16]>) -> Tensor<f32, [16, 16]> {
          relu(x @ w)
      }
      """;

  @Override
  public String name() {
    return "rpc";
  }

  @Override
  public String summary() {
    return "Check, Compile from the cache and a small Execute, beside echo calls";
  }

  @Override
  public List<Figure> run(BenchmarkRun run) {
    requireLoopback(run.server());
    ManagedChannel channel = NettyChannelBuilder.forTarget(run.server()).usePlaintext().build();
    try (EchoServer echoServer = EchoServer.start()) {
      ManagedChannel echo =
          NettyChannelBuilder.forAddress(
                  InetAddress.getLoopbackAddress().getHostAddress(), echoServer.port())
              .usePlaintext()
              .build();
      try {
        return new Cases(run, channel, echo).measure();
      } finally {
        stop(echo);
      }
    } catch (StatusRuntimeException e) {
      throw Failure.runtime(
          e.getStatus().getCode() == Status.Code.UNAVAILABLE
              ? "no server answers at " + run.server()
              : "a call failed: " + e.getMessage());
    } catch (IOException e) {
      throw Failure.runtime("the echo server did not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.runtime("interrupted");
    } finally {
      stop(channel);
    }
  }

  /** Load is for this machine's own servers; elsewhere it would be an attack. */
  private static void requireLoopback(String server) {
    String host = server.substring(0, server.lastIndexOf(':'));
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw Failure.usage("mind bench rpc loads servers on loopback only, not " + host);
      }
    } catch (UnknownHostException e) {
      throw Failure.usage("unknown host: " + host);
    }
  }

  private static void stop(ManagedChannel channel) {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The calls, all prepared, and their figures. */
  private static final class Cases {
    private final BenchmarkRun run;
    private final ManagedChannel channel;
    private final ManagedChannel echo;
    private final PrintStream text;
    private final List<Figure> figures = new ArrayList<>();

    Cases(BenchmarkRun run, ManagedChannel channel, ManagedChannel echo) {
      this.run = run;
      this.channel = channel;
      this.echo = echo;
      this.text = run.text();
    }

    List<Figure> measure() throws InterruptedException {
      text.printf("%d clients, %d s a case%n", run.clients(), run.perCase().toSeconds());
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
      Runnable empty = () -> health.check(HealthCheckRequest.getDefaultInstance());
      CompilerGrpc.CompilerBlockingStub compiler = CompilerGrpc.newBlockingStub(channel);
      CheckRequest check = CheckRequest.newBuilder().setSource(PROGRAM).build();
      compare("check", "Check", () -> compiler.check(check), "empty echo", empty);

      CompileRequest compile = CompileRequest.newBuilder().setSource(PROGRAM).build();
      CompileResponse compiled = compiler.compile(compile);
      compare(
          "compile_hit",
          "Compile, cache hit",
          () -> compiler.compile(compile),
          "empty echo",
          empty);

      ExecuteRequest execute = execute(compiled);
      BytesValue payload = BytesValue.of(execute.toByteString());
      ExecutorGrpc.ExecutorBlockingStub executor = ExecutorGrpc.newBlockingStub(channel);
      compare(
          "execute_small",
          "Execute",
          () -> executor.execute(execute),
          "echo of the same payload",
          () -> EchoServer.call(echo, payload));
      return figures;
    }

    private void compare(String name, String title, Runnable ours, String peer, Runnable theirs)
        throws InterruptedException {
      double line = CacheLine.nanos();
      Load.Pair pair = Load.measure(ours, theirs, run.clients(), run.perCase());
      Histograms.print(text, peer, pair.theirs());
      Histograms.print(text, title, pair.ours());
      figures.add(
          new Figure(
              name,
              "throughput",
              "calls/s",
              pair.ours().callsPerSecond(),
              peer(peer, pair.theirs().callsPerSecond()),
              true,
              line));
      for (double percentile : new double[] {50, 99}) {
        figures.add(
            new Figure(
                name,
                "p" + (int) percentile,
                "us",
                pair.ours().micros(percentile),
                peer(peer, pair.theirs().micros(percentile)),
                false,
                line));
      }
    }

    private static Optional<Figure.Peer> peer(String name, double value) {
      String version = ManagedChannel.class.getPackage().getImplementationVersion();
      return Optional.of(
          new Figure.Peer("grpc-java " + name, version == null ? "" : version, value));
    }

    private static ExecuteRequest execute(CompileResponse compiled) {
      Tensor zeros = Tensor.newBuilder().setType(type()).setRaw(zeros()).build();
      return ExecuteRequest.newBuilder()
          .setArtifact(compiled.getArtifact())
          .addInputs(NamedTensor.newBuilder().setName("x").setTensor(zeros))
          .addInputs(NamedTensor.newBuilder().setName("w").setTensor(zeros))
          .build();
    }

    private static TensorType type() {
      return TensorType.newBuilder().setDtype(DType.F32).addShape(SIDE).addShape(SIDE).build();
    }

    private static ByteString zeros() {
      return ByteString.copyFrom(new byte[SIDE * SIDE * Float.BYTES]);
    }
  }
}
