package mind.server.execute;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mind.server.compile.ArtifactCache;
import mind.server.compile.ArtifactCache.Artifact;
import mind.server.compile.ArtifactCache.Load;
import mind.server.compile.CompileService;
import mind.server.execute.Programs.Loaded;
import mind.server.failure.Reason;
import mind.server.failure.ServiceException;
import mind.server.load.Patience;
import mind.server.load.WorkPool;
import mind.server.store.Digest;
import mind.server.store.Lookup;
import mind.server.store.Store;
import mind.server.store.StoreKey;
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
  private final ArtifactCache cache;
  private final CompileService compiles;
  private final WorkPool pool;
  private final Inputs inputs;
  private final Programs programs;
  private final Metrics metrics;

  /**
   * @param programsBytes what loaded programs may occupy together
   */
  public ExecuteService(
      ExecutorPort executor,
      Store store,
      ArtifactCache cache,
      CompileService compiles,
      WorkPool pool,
      long programsBytes,
      Metrics metrics) {
    this.executor = executor;
    this.cache = cache;
    this.compiles = compiles;
    this.pool = pool;
    this.metrics = metrics;
    inputs = new Inputs(digest -> store.blob(digest).found().map(Lookup.Found::value));
    programs = new Programs(programsBytes);
  }

  public DescribeResponse describe() {
    return executor.describe();
  }

  /** An artifact's name, and where its content comes from if it must be loaded. */
  private record Source(Digest digest, Supplier<Artifact> content) {}

  public ExecuteResponse execute(ExecuteRequest request) {
    long start = System.nanoTime();
    Source source = source(request);
    Context context = Context.current();
    ExecuteResponse.Builder response =
        Patience.await(
            pool.submit(() ->
                programs.use(
                    source.digest(),
                    () -> load(source.content().get()),
                    loaded -> run(loaded, request, context))));
    long micros = (System.nanoTime() - start) / 1000;
    metrics.stage("execute", micros);
    return response.setArtifact(source.digest().toProto()).putTimingsUs("total", micros).build();
  }

  private Source source(ExecuteRequest request) {
    return switch (request.getProgramCase()) {
      case ARTIFACT -> {
        Digest digest = named(request.getArtifact());
        yield new Source(digest, () -> stored(digest));
      }
      case COMPILE -> {
        Artifact artifact = compiles.compile(request.getCompile()).artifact();
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

  private static Digest named(mind.v1.Digest digest) {
    try {
      return Digest.of(digest);
    } catch (IllegalArgumentException e) {
      throw ServiceException.of(
              Reason.MALFORMED_REQUEST, "the artifact's digest is " + e.getMessage())
          .in("artifact");
    }
  }

  private Artifact stored(Digest digest) {
    return switch (cache.load(digest.hash(), digest.sizeBytes())) {
      case Load.Ready ready -> ready.artifact();
      case Load.Unknown _ ->
          throw ServiceException.of(
              Reason.UNKNOWN_ARTIFACT,
              "there is no artifact %s here; compile the program first".formatted(digest));
      case Load.Incomplete(List<StoreKey> dropped) ->
          throw ServiceException.of(
              Reason.UNKNOWN_ARTIFACT,
              "parts of the artifact %s are gone%s; compile the program again"
                  .formatted(digest, dropped.isEmpty() ? "" : ", damaged: " + names(dropped)));
      case Load.NotAttested _ ->
          throw ServiceException.of(
              Reason.NOT_ATTESTED,
              "no key trusted here says that %s came from a compile, so it isn't run; compile the program here"
                  .formatted(digest));
    };
  }

  private static String names(List<StoreKey> keys) {
    return keys.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private Loaded load(Artifact artifact) {
    Manifest manifest = artifact.manifest();
    long code = artifact.blobs().values().stream().mapToLong(ByteString::size).sum();
    return new Loaded(
        manifest,
        executor.load(manifest, artifact.blobs()),
        code + manifest.getStep().getArenaBytes() + manifest.getPrepare().getArenaBytes());
  }

  private ExecuteResponse.Builder run(Loaded loaded, ExecuteRequest request, Context context) {
    Manifest manifest = loaded.manifest();
    List<ByteString> ordered = inputs.inOrder(manifest, request.getInputsList());
    ExecutorPort.Result result =
        loaded
            .program()
            .execute(ordered, request.getSeed(), request.getThreads(), context::isCancelled);
    return ExecuteResponse.newBuilder()
        .addAllOutputs(outputs(manifest, result.outputs()))
        .addAllPrinted(result.printed())
        .putAllTimingsUs(result.timingsMicros());
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
