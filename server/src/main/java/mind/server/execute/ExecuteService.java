package mind.server.execute;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mind.server.compile.ArtifactCache.Artifact;
import mind.server.compile.CompileService;
import mind.server.compile.StoredArtifacts;
import mind.server.execute.Programs.Loaded;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.server.load.MemoryBudget;
import mind.server.load.WorkPool;
import mind.server.store.Digest;
import mind.server.store.Lookup;
import mind.server.store.Store;
import mind.server.telemetry.Metrics;
import mind.v1.DescribeResponse;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.Manifest;
import mind.v1.NamedTensor;
import mind.v1.Port;
import mind.v1.Tensor;

/** Answers execute requests: finds or compiles the artifact, loads it once, runs it. */
public final class ExecuteService implements AutoCloseable {
  private final ExecutorPort executor;
  private final StoredArtifacts artifacts;
  private final CompileService compiles;
  private final WorkPool pool;
  private final Inputs inputs;
  private final Programs programs;
  private final MemoryBudget memory;
  private final InlineTensors inline;
  private final Metrics metrics;

  /**
   * What runs may occupy.
   *
   * @param programsBytes of loaded programs together
   * @param executeBytes of all runs together: arenas, inputs and outputs
   * @param inline of the outputs of one run
   */
  public record Bounds(long programsBytes, long executeBytes, InlineTensors inline) {}

  public ExecuteService(
      ExecutorPort executor,
      Store store,
      StoredArtifacts artifacts,
      CompileService compiles,
      WorkPool pool,
      Bounds bounds,
      Metrics metrics) {
    this.executor = executor;
    this.artifacts = artifacts;
    this.compiles = compiles;
    this.pool = pool;
    this.metrics = metrics;
    inputs = new Inputs(digest -> store.blob(digest).found().map(Lookup.Found::value));
    programs = new Programs(bounds.programsBytes());
    memory = new MemoryBudget(bounds.executeBytes());
    inline = bounds.inline();
  }

  public DescribeResponse describe() {
    return executor.describe();
  }

  /**
   * An artifact's name, of size 0 if the caller left that out, and where its content comes from if
   * it must be loaded.
   */
  private record Source(Digest name, Supplier<Artifact> content) {}

  public ExecuteResponse execute(ExecuteRequest request) {
    long start = System.nanoTime();
    Source source = source(request);
    ExecuteResponse.Builder response =
        pool.call(() ->
            programs.use(
                source.name().hash(),
                () -> load(source.content().get()),
                loaded -> run(named(loaded, source.name()), request)));
    long micros = (System.nanoTime() - start) / 1000;
    metrics.stage("execute", micros);
    return response.putTimingsUs("total", micros).build();
  }

  private Source source(ExecuteRequest request) {
    return switch (request.getProgramCase()) {
      case ARTIFACT -> {
        Digest digest = StoredArtifacts.named(request.getArtifact());
        yield new Source(digest, () -> artifacts.get(digest));
      }
      case COMPILE -> {
        Artifact artifact =
            compiles.compile(request.getCompile().toBuilder().clearEmit().build()).artifact();
        yield new Source(artifact.digest(), () -> artifact);
      }
      case PROGRAM_NOT_SET ->
          throw ServiceException.of(
                  Reason.MALFORMED_REQUEST,
                  "the request names no program; set artifact to a digest from Compile, or compile"
                      + " to a request")
              .in("program");
    };
  }

  private Loaded load(Artifact artifact) {
    Manifest manifest = artifact.manifest();
    inline.check("outputs", Sizes.outputs(manifest));
    memory.check(Sizes.run(manifest));
    long code = artifact.blobs().values().stream().mapToLong(ByteString::size).sum();
    return new Loaded(
        artifact.digest(),
        manifest,
        executor.load(manifest, artifact.blobs()),
        code + manifest.getStep().getArenaBytes());
  }

  /** Loaded programs are found by the hash alone. */
  private static Loaded named(Loaded loaded, Digest name) {
    if (name.sizeBytes() != 0 && !name.equals(loaded.digest())) {
      throw StoredArtifacts.unknown(name);
    }
    return loaded;
  }

  private ExecuteResponse.Builder run(Loaded loaded, ExecuteRequest request) {
    Manifest manifest = loaded.manifest();
    artifacts.renew(loaded.digest(), manifest);
    ExecutorPort.Result result = execute(loaded, request);
    return ExecuteResponse.newBuilder()
        .setArtifact(loaded.digest().toProto())
        .addAllOutputs(outputs(manifest, result.outputs()))
        .addAllPrinted(result.printed())
        .putAllTimingsUs(result.timingsMicros());
  }

  /** The memory stays reserved until native code returns, whoever has left meanwhile. */
  private ExecutorPort.Result execute(Loaded loaded, ExecuteRequest request) {
    Manifest manifest = loaded.manifest();
    try (MemoryBudget.Reservation _ = memory.reserve(Sizes.run(manifest))) {
      List<ByteString> ordered = inputs.inOrder(manifest, request.getInputsList());
      return loaded
          .program()
          .execute(
              ordered, request.getSeed(), request.getThreads(), Context.current()::isCancelled);
    }
  }

  private static List<NamedTensor> outputs(Manifest manifest, List<ByteString> values) {
    List<NamedTensor> outputs = new ArrayList<>();
    for (int i = 0; i < manifest.getOutputsCount(); i++) {
      Port port = manifest.getOutputs(i);
      outputs.add(
          NamedTensor.newBuilder()
              .setName(port.getName())
              .setTensor(Tensor.newBuilder().setType(port.getType()).setRaw(values.get(i)))
              .build());
    }
    return outputs;
  }

  @Override
  public void close() {
    programs.close();
  }
}
