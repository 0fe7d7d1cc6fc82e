package mind.server.execute;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import mind.compiler.Compiler;
import mind.runtime.ExecuteOptions;
import mind.runtime.Manifests;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.runtime.RuntimeFailure;
import mind.runtime.TensorBuffer;
import mind.runtime.cpu.CpuRuntime;
import mind.runtime.cpu.HostTargets;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.server.store.Digest;
import mind.v1.DescribeResponse;
import mind.v1.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime of this process behind the service's port. */
public final class CpuExecutor implements ExecutorPort {
  private static final Logger log = LoggerFactory.getLogger(CpuExecutor.class);

  private final AtomicInteger running = new AtomicInteger();
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final CpuRuntime runtime = new CpuRuntime(threads - 1);

  @Override
  public DescribeResponse describe() {
    return DescribeResponse.newBuilder()
        .addAllTargets(HostTargets.names())
        .setAbi(Manifests.ABI)
        .setNumerics(Manifests.NUMERICS)
        .setBuild(Compiler.buildId())
        .setThreads(threads)
        .setFreeBytes(
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getFreeMemorySize())
        .build();
  }

  @Override
  public LoadedProgram load(Manifest manifest, Map<Digest, ByteString> blobs) {
    Program program =
        coded(() -> runtime.load(manifest, digest -> content(blobs, Digest.of(digest))));
    return new Loaded(manifest, program);
  }

  /** The cache gives every blob that a manifest names, or no artifact at all. */
  private static byte[] content(Map<Digest, ByteString> blobs, Digest digest) {
    ByteString bytes = blobs.get(digest);
    if (bytes == null) {
      throw new IllegalStateException("no content for " + digest);
    }
    return bytes.toByteArray();
  }

  private static <T> T coded(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeFailure e) {
      throw ServiceException.of(e.code(), String.valueOf(e.getMessage())).after(e.printed());
    }
  }

  private final class Loaded implements LoadedProgram {
    private final Manifest manifest;
    private final Program program;

    Loaded(Manifest manifest, Program program) {
      this.manifest = manifest;
      this.program = program;
    }

    @Override
    public Result execute(
        List<ByteString> inputs, long seed, int wanted, BooleanSupplier cancelled) {
      List<TensorBuffer> buffers = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        buffers.add(
            new TensorBuffer(
                manifest.getInputs(i).getType(), inputs.get(i).asReadOnlyByteBuffer()));
      }
      int used = wanted <= 0 ? threads : Math.min(wanted, threads);
      ExecuteOptions options = new ExecuteOptions(used, seed, () -> stopIf(cancelled));
      long start = System.nanoTime();
      Outputs outputs;
      running.incrementAndGet();
      try {
        outputs = coded(() -> program.execute(buffers, options));
      } finally {
        running.decrementAndGet();
      }
      long micros = (System.nanoTime() - start) / 1000;
      return new Result(
          outputs.values().stream().map(value -> ByteString.copyFrom(value.data())).toList(),
          outputs.printed(),
          Map.of("run", micros));
    }

    @Override
    public void close() {
      program.close();
    }
  }

  private static void stopIf(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw ServiceException.of(Reason.CANCELLED, "nobody waits for the result any more");
    }
  }

  /** Memory under a kernel that still runs is left to the end of the process. */
  @Override
  public void close() {
    if (running.get() == 0) {
      runtime.close();
    } else {
      log.warn("{} calls still run at close; their memory is kept", running.get());
    }
  }
}
