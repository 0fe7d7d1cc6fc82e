package mind.server.execute;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import mind.server.store.Digest;
import mind.v1.DescribeResponse;
import mind.v1.Manifest;

/** What the service needs of a runtime. Tests put a small one here. */
public interface ExecutorPort extends AutoCloseable {
  /** What this host can run. */
  DescribeResponse describe();

  /** Links the kernels of an attested artifact. */
  LoadedProgram load(Manifest manifest, Map<Digest, ByteString> blobs);

  /** A program ready to run, from any number of threads at once. */
  interface LoadedProgram extends AutoCloseable {
    /**
     * Runs the program once.
     *
     * @param inputs raw bytes in the manifest's order, of exact length, without the hidden seed
     * @param threads at most this many; 0: the host's choice
     * @param cancelled asked between launches
     */
    Result execute(List<ByteString> inputs, long seed, int threads, BooleanSupplier cancelled);

    @Override
    void close();
  }

  /** Raw outputs in the manifest's order. */
  record Result(List<ByteString> outputs, List<String> printed, Map<String, Long> timingsMicros) {
    public Result {
      outputs = List.copyOf(outputs);
      printed = List.copyOf(printed);
      timingsMicros = Map.copyOf(timingsMicros);
    }
  }

  @Override
  void close();
}
