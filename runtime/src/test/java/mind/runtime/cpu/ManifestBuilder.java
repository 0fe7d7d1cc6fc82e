package mind.runtime.cpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import mind.compiler.codegen.KernelForm;
import mind.compiler.codegen.KernelKey;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.kernel.Nest;
import mind.compiler.schedule.NestSimplifier;
import mind.compiler.schedule.Schedule;
import mind.compiler.schedule.Scheduler;
import mind.compiler.schedule.Target;
import mind.runtime.Manifests;
import mind.runtime.Program;
import mind.v1.Argument;
import mind.v1.DType;
import mind.v1.Digest;
import mind.v1.Launch;
import mind.v1.Manifest;
import mind.v1.Plan;
import mind.v1.Port;
import mind.v1.Stage;
import mind.v1.TensorType;

/** Writes manifests by hand. */
final class ManifestBuilder {
  private static final KernelCompiler COMPILER = new KernelCompiler();

  private final Manifest.Builder manifest = Manifest.newBuilder();
  private final Map<String, byte[]> blobs = new LinkedHashMap<>();

  ManifestBuilder() {
    manifest.setAbi(Manifests.ABI).setNumerics(1).setMode("strict").setEntry("main");
    manifest.setTarget(Target.DEFAULT.text());
    manifest.getStepBuilder().setArenaBytes(0);
  }

  static TensorType type(DType dtype, long... shape) {
    TensorType.Builder type = TensorType.newBuilder().setDtype(dtype);
    for (long extent : shape) {
      type.addShape(extent);
    }
    return type.build();
  }

  ManifestBuilder input(String name, DType dtype, long... shape) {
    manifest.addInputs(Port.newBuilder().setName(name).setType(type(dtype, shape)));
    return this;
  }

  ManifestBuilder seed() {
    manifest.setSeeded(true);
    return input("seed", DType.I64);
  }

  ManifestBuilder output(String name, long... shape) {
    manifest.addOutputs(Port.newBuilder().setName(name).setType(type(DType.F64, shape)));
    return this;
  }

  Argument.Builder in(int input) {
    return Argument.newBuilder().setInput(input);
  }

  Argument.Builder out(int output) {
    return Argument.newBuilder().setOutput(output);
  }

  Argument.Builder bound(long offset) {
    return Argument.newBuilder().setBound(offset);
  }

  Argument.Builder arena(long offset) {
    return Argument.newBuilder().setArena(offset);
  }

  /** Adds a launch whose buffers, in the kernel's order, are at the places given. */
  void launch(Nest nest, Argument.Builder... places) {
    Nest simple = NestSimplifier.simplify(nest);
    Schedule schedule = Scheduler.choose(simple, Target.DEFAULT);
    KernelForm form = KernelForm.of(simple, schedule);
    KernelKey key = KernelKey.of(form, new TreeMap<>(Map.of("target", Target.DEFAULT.text())));
    byte[] object = COMPILER.compile(form, key.symbol(), Target.DEFAULT).object();
    Digest digest = Digest.newBuilder().setHash(key.hash()).setSizeBytes(object.length).build();
    blobs.put(key.hash(), object);
    Stage.Builder stage = manifest.getStepBuilder().addStagesBuilder();
    stage.setParts(schedule.grid()).setCostPerPart(schedule.costPerCell());
    Launch.Builder launch = stage.addLaunchesBuilder();
    launch.setKernel(manifest.getKernelsCount()).setCells(1).addAllNumbers(form.arguments());
    List<Integer> buffers = nest.buffers();
    for (int i = 0; i < buffers.size(); i++) {
      long bytes = bytes(nest, buffers.get(i));
      launch.addArgs(places[i].setBytes(bytes));
      if (places[i].hasArena()) {
        long end = places[i].getArena() + (bytes + 63) / 64 * 64;
        long arena = Math.max(manifest.getStep().getArenaBytes(), end);
        manifest.getStepBuilder().setArenaBytes(arena);
      }
      if (places[i].hasBound()) {
        long end = places[i].getBound() + (bytes + 63) / 64 * 64;
        long arena = Math.max(manifest.getPrepare().getArenaBytes(), end);
        manifest.getPrepareBuilder().setArenaBytes(arena);
      }
    }
    if (nest.checked()) {
      launch.setChecked(true).setCheckCode("E6001").setCheckMessage("index out of range");
      launch.setCheckLimit(10);
    }
    manifest
        .addKernelsBuilder()
        .setName(key.symbol())
        .setObject(digest)
        .setNumbers(form.arguments().size());
  }

  /** Makes the last launches one stage, whose cost is enough to be shared. */
  void group(int launches, long parts) {
    Plan.Builder step = manifest.getStepBuilder();
    int first = step.getStagesCount() - launches;
    Stage.Builder group = Stage.newBuilder().setParts(parts).setCostPerPart(Loop.SHARE_COST);
    for (int i = 0; i < launches; i++) {
      Stage stage = step.getStages(first);
      step.removeStages(first);
      group.addLaunches(stage.getLaunches(0).toBuilder().setCells(stage.getParts() / parts));
    }
    step.addStages(group);
  }

  /** How many cells the last launch has. */
  long cells() {
    List<Stage> stages = manifest.getStep().getStagesList();
    return stages.getLast().getParts();
  }

  /** Makes the launches so far those of prepare. */
  void prepare(String... bound) {
    manifest.addAllBound(List.of(bound));
    manifest.getPrepareBuilder().addAllStages(manifest.getStep().getStagesList());
    manifest.getStepBuilder().clearStages();
  }

  private static long bytes(Nest nest, int buffer) {
    List<mind.compiler.kernel.Access> accesses = new ArrayList<>(nest.operands());
    accesses.addAll(nest.results());
    return accesses.stream()
        .filter(a -> a.buffer() == buffer)
        .mapToLong(a -> a.extents().stream().reduce(1L, (x, y) -> x * y) * a.dtype().bytes())
        .max()
        .orElseThrow();
  }

  ManifestBuilder arenaBytes(long bytes) {
    manifest.getStepBuilder().setArenaBytes(bytes);
    return this;
  }

  Manifest manifest() {
    return manifest.build();
  }

  Program load(CpuRuntime runtime) {
    return runtime.load(manifest(), d -> Objects.requireNonNull(blobs.get(d.getHash())));
  }
}
