package mind.server.compile;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import mind.server.compile.ArtifactCache.Answer;
import mind.server.compile.ArtifactCache.Artifact;
import mind.server.compile.CompilerPort.Built;
import mind.server.compile.CompilerPort.KernelObjects;
import mind.server.compile.CompilerPort.Lowered;
import mind.server.compile.CompilerPort.Program;
import mind.server.failure.ServiceException;
import mind.server.load.Flights;
import mind.server.load.Flights.Flight;
import mind.server.load.Flights.Landed;
import mind.server.load.Patience;
import mind.server.load.WorkPool;
import mind.server.store.StoreKey;
import mind.server.telemetry.Metrics;
import mind.v1.CheckRequest;
import mind.v1.CheckResponse;
import mind.v1.CompileRequest;
import mind.v1.CompileResponse;
import mind.v1.Emitted;

/**
 * Answers compile requests: frontend, key, store, and only on a miss the rest of the compiler.
 *
 * <p>The frontend runs on every request, since the key is over what it makes of the source. A miss
 * is one flight however many ask for it.
 */
public final class CompileService {
  private final CompilerPort compiler;
  private final ArtifactCache cache;
  private final WorkPool pool;
  private final Flights<ActionKey, Flown> flights;
  private final Metrics metrics;

  public CompileService(
      CompilerPort compiler, ArtifactCache cache, WorkPool pool, Metrics metrics) {
    this.compiler = compiler;
    this.cache = cache;
    this.pool = pool;
    this.metrics = metrics;
    flights = new Flights<>(pool);
  }

  /** What one flight brought back. */
  private record Flown(Artifact artifact, Optional<Built> built, Collection<StoreKey> dropped) {}

  /** An artifact and the account of how the request came by it. */
  public record Compiled(Artifact artifact, CompileResponse response) {}

  public CheckResponse check(CheckRequest request) {
    return pool.call(() -> compiler.check(request));
  }

  /**
   * Compiles or finds the artifact.
   *
   * @throws ServiceException with the diagnostics of a program that has errors
   */
  public Compiled compile(CompileRequest request) {
    Stages stages = new Stages(metrics);
    Lowered lowered = pool.call(() -> compiler.lower(request));
    stages.addAll(lowered.timingsMicros());
    Program program =
        lowered.program().orElseThrow(() -> ServiceException.of(lowered.diagnostics()));
    ActionKey key = ActionKey.of(program.keyComponents());
    CompileResponse.Builder response =
        CompileResponse.newBuilder()
            .setKey(key.toString())
            .putAllKeyComponents(key.components())
            .addAllDiagnostics(lowered.diagnostics())
            .setSignature(program.signature());
    Artifact artifact = obtain(key, program, response, stages);
    emit(key, program, artifact, request.getEmitList(), response, stages);
    response
        .setArtifact(artifact.digest().toProto())
        .setManifest(artifact.manifest())
        .putAllTimingsUs(stages.finish());
    metrics.compiled(response.getCache());
    return new Compiled(artifact, response.build());
  }

  private Artifact obtain(
      ActionKey key, Program program, CompileResponse.Builder response, Stages stages) {
    Answer<Artifact> answer = stages.time("lookup", () -> cache.find(key));
    Set<StoreKey> repaired = new LinkedHashSet<>(answer.dropped());
    if (answer.value().isPresent()) {
      Artifact hit = answer.value().get();
      response.setCache(hit.tier().label()).setKernelsTotal(hit.manifest().getKernelsCount());
      describe(repaired, response);
      return hit;
    }
    Landed<Flown> landed =
        stages.time("build", () -> flights.join(key, flight -> fly(key, program, flight)));
    Flown flown = landed.value();
    repaired.addAll(flown.dropped());
    describe(repaired, response);
    flown.built().ifPresent(built -> stages.note(built.timingsMicros()));
    response
        .setCache(landed.joined() ? "joined" : cacheLabel(flown))
        .setKernelsTotal(flown.artifact().manifest().getKernelsCount())
        .setKernelsCompiled(flown.built().map(Built::kernelsCompiled).orElse(0))
        .setKernelsReused(flown.built().map(Built::kernelsReused).orElse(0));
    return flown.artifact();
  }

  private static String cacheLabel(Flown flown) {
    return flown.built().isPresent() ? "miss" : flown.artifact().tier().label();
  }

  private static void describe(Collection<StoreKey> repaired, CompileResponse.Builder response) {
    repaired.forEach(each -> response.addRepaired(each.toString()));
  }

  private Flown fly(ActionKey key, Program program, Flight<Flown> flight) {
    // Another flight may have landed between this request's look-up and its own take-off.
    Answer<Artifact> answer = cache.find(key);
    if (answer.value().isPresent()) {
      return new Flown(answer.value().get(), Optional.empty(), answer.dropped());
    }
    Kernels kernels = new Kernels(flight::check);
    Built built = program.build(kernels);
    metrics.built(built.kernelsCompiled(), built.kernelsReused());
    built.timingsMicros().forEach(metrics::stage);
    flight.check();
    Artifact artifact = cache.put(key, built, kernels.fresh);
    List<StoreKey> dropped = new ArrayList<>(answer.dropped());
    dropped.addAll(kernels.dropped);
    return new Flown(artifact, Optional.of(built), dropped);
  }

  /**
   * The kernel index as one build sees it. New kernels wait here and reach the store together with
   * the artifact. Each question is a chance to stop when nobody waits for the build any more.
   */
  private final class Kernels implements KernelObjects {
    private final Runnable check;
    private final Map<String, ByteString> fresh = new ConcurrentHashMap<>();
    private final Set<StoreKey> dropped = ConcurrentHashMap.newKeySet();

    Kernels(Runnable check) {
      this.check = check;
    }

    @Override
    public Optional<ByteString> find(String kernelKey) {
      check.run();
      Optional<ByteString> own = Optional.ofNullable(fresh.get(kernelKey));
      if (own.isPresent()) {
        return own;
      }
      Answer<ByteString> answer = cache.kernel(kernelKey);
      dropped.addAll(answer.dropped());
      return answer.value();
    }

    @Override
    public void put(String kernelKey, ByteString object) {
      fresh.put(kernelKey, object);
    }
  }

  /** Every form is an action of its own, found or made independently of the artifact. */
  private void emit(
      ActionKey key,
      Program program,
      Artifact artifact,
      List<String> wanted,
      CompileResponse.Builder response,
      Stages stages) {
    Map<String, ByteString> forms = new LinkedHashMap<>();
    Set<String> distinct = new LinkedHashSet<>(wanted);
    Set<String> missing = new TreeSet<>();
    for (String form : distinct) {
      Answer<ByteString> answer = cache.form(key.withForm(form));
      answer.value().ifPresentOrElse(content -> forms.put(form, content), () -> missing.add(form));
      describe(answer.dropped(), response);
    }
    if (!missing.isEmpty()) {
      Kernels kernels = new Kernels(Patience::check);
      Map<String, ByteString> made =
          stages.time(
              "emit", () -> pool.call(() -> program.emit(missing, artifact.manifest(), kernels)));
      made.forEach((form, content) -> cache.putForm(key.withForm(form), content));
      forms.putAll(made);
    }
    for (String form : distinct) {
      ByteString content = forms.get(form);
      if (content != null) {
        response.addEmitted(Emitted.newBuilder().setForm(form).setContent(content));
      }
    }
  }
}
