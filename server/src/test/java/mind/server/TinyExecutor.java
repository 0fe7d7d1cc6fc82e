package mind.server;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import mind.server.execute.ExecutorPort;
import mind.server.failure.ServiceException;
import mind.server.store.Digest;
import mind.v1.DescribeResponse;
import mind.v1.Manifest;

/** Runs what {@link TinyCompiler} compiles: multiplies a tensor. A negative seed is a failure. */
final class TinyExecutor implements ExecutorPort {
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();

  @Override
  public DescribeResponse describe() {
    return DescribeResponse.newBuilder().setAbi(1).addTargets("tiny").build();
  }

  @Override
  public LoadedProgram load(Manifest manifest, Map<Digest, ByteString> blobs) {
    loads.incrementAndGet();
    open.incrementAndGet();
    ByteString object = blobs.get(Digest.of(manifest.getKernels(0).getObject()));
    if (object == null) {
      throw new IllegalStateException("the service gave no object");
    }
    int factor = Integer.parseInt(object.toStringUtf8().substring("scale ".length()));
    return new LoadedProgram() {
      @Override
      public Result execute(
          List<ByteString> inputs, long seed, int threads, BooleanSupplier cancelled) {
        return scale(inputs.getFirst(), factor, seed, cancelled);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  private static Result scale(ByteString input, int factor, long seed, BooleanSupplier cancelled) {
    if (seed == -1) {
      throw ServiceException.of("E6001", "index 7 out of range [0, 3)");
    }
    while (seed == -2 && !cancelled.getAsBoolean()) {
      Thread.onSpinWait();
    }
    ByteBuffer from = input.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(input.size()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putFloat(factor * from.getFloat());
    }
    return new Result(
        List.of(ByteString.copyFrom(to.flip())), List.of("printed"), Map.of("run", 1L));
  }

  @Override
  public void close() {}
}
