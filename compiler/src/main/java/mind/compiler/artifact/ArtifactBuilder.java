package mind.compiler.artifact;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import mind.compiler.codegen.KernelKey;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.ir.Digests;
import mind.compiler.ir.Function;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.Plan;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;
import mind.v1.Digest;
import mind.v1.Kernel;
import mind.v1.Manifest;

/** Plan to artifact: finds or compiles each different kernel once, and writes the manifest. */
public final class ArtifactBuilder {
  private final KernelCompiler compiler;
  private final Target target;
  private final SortedMap<String, String> versions;

  /**
   * Builds for one target.
   *
   * @param versions what decides kernels' bytes besides their form, by name: target, mode,
   *     numerics, compiler build, LLVM
   */
  public ArtifactBuilder(
      KernelCompiler compiler, Target target, SortedMap<String, String> versions) {
    this.compiler = compiler;
    this.target = target;
    this.versions = new TreeMap<>(versions);
  }

  /** The plan's different kernels by key, in order of first launch. */
  public Map<KernelKey, Nest> kernels(Plan plan) {
    Map<KernelKey, Nest> kernels = new LinkedHashMap<>();
    plan.launches().forEach(l -> kernels.putIfAbsent(key(l.nest()), l.nest()));
    return kernels;
  }

  private KernelKey key(Nest nest) {
    return KernelKey.of(nest, versions);
  }

  /**
   * The artifact of a planned program.
   *
   * @param canonical the canonical IR, kept with the artifact
   * @param f what the plan computes, for names and types of inputs and outputs
   * @param bound inputs given once
   */
  public Artifact build(
      Function canonical,
      Function f,
      Plan plan,
      String mode,
      List<String> bound,
      KernelObjects store) {
    Map<KernelKey, Nest> kernels = kernels(plan);
    AtomicInteger compiled = new AtomicInteger();
    Map<KernelKey, byte[]> objects = objects(kernels, store, compiled);
    Map<String, byte[]> blobs = new HashMap<>();
    Manifest.Builder manifest =
        Manifest.newBuilder()
            .setAbi(ManifestWriter.ABI)
            .setNumerics(NUMERICS)
            .setMode(mode)
            .setTarget(target.text())
            .addAllBound(bound)
            .setLargestLiveBytes(plan.largestLiveBytes())
            .setIr(blob(blobs, canonical.toString().getBytes(StandardCharsets.UTF_8)));
    ManifestWriter.signature(manifest, f);
    if (plan.constants().length > 0) {
      manifest.setConstants(blob(blobs, plan.constants()));
    }
    Map<KernelKey, Integer> number = new HashMap<>();
    for (KernelKey key : kernels.keySet()) {
      number.put(key, number.size());
      Digest object = blob(blobs, Objects.requireNonNull(objects.get(key)));
      manifest.addKernels(
          Kernel.newBuilder().setName(key.symbol()).setKey(key.hash()).setObject(object));
    }
    manifest.setStep(
        steps(plan.step(), plan.arenaBytes(), number)
            .addAllDebugs(plan.debugs().stream().map(ManifestWriter::debug).toList()));
    if (!plan.prepare().isEmpty()) {
      manifest.setPrepare(steps(plan.prepare(), plan.boundBytes(), number));
    }
    Manifest built = manifest.build();
    blob(blobs, built.toByteArray());
    return new Artifact(built, blobs, kernels.size(), compiled.get(), Map.of());
  }

  private mind.v1.Plan.Builder steps(
      List<Plan.Stage> stages, long arenaBytes, Map<KernelKey, Integer> number) {
    mind.v1.Plan.Builder steps = mind.v1.Plan.newBuilder().setArenaBytes(arenaBytes);
    for (Plan.Stage stage : stages) {
      List<Schedule> schedules =
          stage.launches().stream().map(l -> Scheduler.schedule(l.nest(), target)).toList();
      List<Integer> kernels =
          stage.launches().stream()
              .map(l -> Objects.requireNonNull(number.get(key(l.nest()))))
              .toList();
      steps.addStages(ManifestWriter.stage(stage, kernels, schedules));
    }
    return steps;
  }

  /** Version of the numerics contract (docs/numerics.md). */
  public static final int NUMERICS = 1;

  /**
   * Object code of each kernel, from the store or compiled now on as many threads as there are
   * cores.
   */
  private Map<KernelKey, byte[]> objects(
      Map<KernelKey, Nest> kernels, KernelObjects store, AtomicInteger compiled) {
    Map<KernelKey, byte[]> objects = new HashMap<>();
    kernels.entrySet().parallelStream()
        .map(kernel -> Map.entry(kernel.getKey(), object(kernel, store, compiled)))
        .toList()
        .forEach(object -> objects.put(object.getKey(), object.getValue()));
    return objects;
  }

  private byte[] object(
      Map.Entry<KernelKey, Nest> kernel, KernelObjects store, AtomicInteger compiled) {
    KernelKey key = kernel.getKey();
    Optional<byte[]> known = store.find(key.hash());
    if (known.isPresent()) {
      return known.get();
    }
    byte[] object = compiler.compile(kernel.getValue(), key.symbol(), target).object();
    compiled.incrementAndGet();
    store.put(key.hash(), object);
    return object;
  }

  /** Objects of all kernels in one ar archive. */
  public byte[] archive(Plan plan, KernelObjects store) {
    SortedMap<String, byte[]> bySymbol = new TreeMap<>();
    objects(kernels(plan), store, new AtomicInteger())
        .forEach((key, object) -> bySymbol.put(key.symbol(), object));
    return ObjectArchive.of(bySymbol);
  }

  /** LLVM IR of all kernels, one after the other. */
  public String llvm(Plan plan) {
    StringBuilder text = new StringBuilder();
    kernels(plan)
        .forEach((key, nest) -> text.append(compiler.llvmText(nest, key.symbol(), target)));
    return text.toString();
  }

  /** Assembly of all kernels, one after the other. */
  public String assembly(Plan plan) {
    StringBuilder text = new StringBuilder();
    kernels(plan)
        .forEach((key, nest) -> text.append(compiler.assembly(nest, key.symbol(), target)));
    return text.toString();
  }

  private static Digest blob(Map<String, byte[]> blobs, byte[] content) {
    String hash = Digests.sha256(content);
    blobs.put(hash, content);
    return ManifestWriter.digest(hash, content);
  }
}
