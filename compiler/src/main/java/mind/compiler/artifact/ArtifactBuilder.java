package mind.compiler.artifact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.KernelKey;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.ir.Digests;
import mind.compiler.ir.Function;
import mind.compiler.schedule.Plan;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;
import mind.v1.Digest;
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

  /** A launch and what is compiled for it. */
  private record Call(Plan.Launch launch, Schedule schedule, KernelForm form, KernelKey key) {}

  private Call call(Plan.Launch launch) {
    Schedule schedule = Scheduler.choose(launch.nest(), target);
    KernelForm form = KernelForm.of(launch.nest(), schedule);
    return new Call(launch, schedule, form, KernelKey.of(form, versions));
  }

  private List<Call> calls(Plan plan) {
    return plan.launches().stream().map(this::call).toList();
  }

  /** The different kernels by key, in order of first launch. */
  private static Map<KernelKey, KernelForm> kernels(List<Call> calls) {
    Map<KernelKey, KernelForm> kernels = new LinkedHashMap<>();
    calls.forEach(call -> kernels.putIfAbsent(call.key(), call.form()));
    return kernels;
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
    List<Call> calls = calls(plan);
    Map<KernelKey, KernelForm> kernels = kernels(calls);
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
    kernels.forEach((key, form) -> {
      number.put(key, number.size());
      manifest
          .addKernelsBuilder()
          .setName(key.symbol())
          .setKey(key.hash())
          .setObject(blob(blobs, Objects.requireNonNull(objects.get(key))))
          .setNumbers(form.arguments().size());
    });
    Iterator<Call> rest = calls.iterator();
    if (!plan.prepare().isEmpty()) {
      manifest.setPrepare(steps(plan.prepare(), plan.boundBytes(), rest, number));
    }
    manifest.setStep(
        steps(plan.step(), plan.arenaBytes(), rest, number)
            .addAllDebugs(plan.debugs().stream().map(ManifestWriter::debug).toList()));
    Manifest built = manifest.build();
    blob(blobs, built.toByteArray());
    return new Artifact(built, blobs, kernels.size(), compiled.get(), Map.of());
  }

  /**
   * Stages of a manifest.
   *
   * @param rest the stages' launches are next
   */
  private static mind.v1.Plan.Builder steps(
      List<Plan.Stage> stages,
      long arenaBytes,
      Iterator<Call> rest,
      Map<KernelKey, Integer> number) {
    mind.v1.Plan.Builder steps = mind.v1.Plan.newBuilder().setArenaBytes(arenaBytes);
    for (Plan.Stage stage : stages) {
      List<ManifestWriter.Call> calls = new ArrayList<>();
      for (int i = 0; i < stage.launches().size(); i++) {
        Call call = rest.next();
        int kernel = Objects.requireNonNull(number.get(call.key()));
        calls.add(
            new ManifestWriter.Call(
                call.launch(), call.schedule(), kernel, call.form().arguments()));
      }
      steps.addStages(ManifestWriter.stage(stage.parts(), calls));
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
      Map<KernelKey, KernelForm> kernels, KernelObjects store, AtomicInteger compiled) {
    Map<KernelKey, byte[]> objects = new HashMap<>();
    kernels.entrySet().parallelStream()
        .map(kernel -> Map.entry(kernel.getKey(), object(kernel, store, compiled)))
        .toList()
        .forEach(object -> objects.put(object.getKey(), object.getValue()));
    return objects;
  }

  private byte[] object(
      Map.Entry<KernelKey, KernelForm> kernel, KernelObjects store, AtomicInteger compiled) {
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
    objects(kernels(calls(plan)), store, new AtomicInteger())
        .forEach((key, object) -> bySymbol.put(key.symbol(), object));
    return ObjectArchive.of(bySymbol);
  }

  /** LLVM IR of all kernels, one after the other. */
  public String llvm(Plan plan) {
    StringBuilder text = new StringBuilder();
    kernels(calls(plan))
        .forEach((key, form) -> text.append(compiler.llvmText(form, key.symbol(), target)));
    return text.toString();
  }

  /** Assembly of all kernels, one after the other. */
  public String assembly(Plan plan) {
    StringBuilder text = new StringBuilder();
    kernels(calls(plan))
        .forEach((key, form) -> text.append(compiler.assembly(form, key.symbol(), target)));
    return text.toString();
  }

  private static Digest blob(Map<String, byte[]> blobs, byte[] content) {
    String hash = Digests.sha256(content);
    blobs.put(hash, content);
    return ManifestWriter.digest(hash, content);
  }
}
