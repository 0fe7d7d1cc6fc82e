package mind.loadtest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.cli.terminal.Failure;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.Lowered;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.KernelObjects;
import mind.runtime.Executable;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Manifests;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.runtime.cpu.CpuRuntime;
import mind.runtime.cpu.HostTargets;
import mind.v1.Manifest;
import mind.v1.Port;

/**
 * A case compiled by us for the best target of this machine, and a call of it that is made again
 * and again over the same buffers.
 */
final class OurProgram implements Contestant, AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final Program program;
  private final Executable executable;
  private final List<TensorBuffer> outputs;
  private final Invocation invocation;
  private final ExecuteOptions options;

  private OurProgram(Program program, Manifest manifest, List<TensorBuffer> inputs, int threads) {
    this.program = program;
    options = new ExecuteOptions(threads, 0, () -> {});
    Set<String> names = Set.copyOf(manifest.getBoundList());
    List<TensorBuffer> bound = new ArrayList<>();
    List<TensorBuffer> given = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean isBound = names.contains(manifest.getInputs(i).getName());
      (isBound ? bound : given).add(inputs.get(i));
    }
    executable = bound.isEmpty() ? program : program.bind(bound, options);
    outputs = manifest.getOutputsList().stream().map(this::output).toList();
    invocation = executable.invocation(given, outputs);
  }

  private TensorBuffer output(Port port) {
    MemorySegment memory = Memory.allocate(Manifests.bytes(port.getType()), arena);
    return new TensorBuffer(port.getType(), memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Compiles and loads a case.
   *
   * @param bound its weights are given once, before the calls
   * @param runtime has a worker for each thread but the caller's
   */
  static OurProgram load(
      Compiler compiler,
      CpuRuntime runtime,
      ComputeCase c,
      boolean bound,
      CaseInputs inputs,
      int threads) {
    CompileOptions options = options(c.gradient(), bound ? c.bound() : List.of());
    Artifact artifact = compile(compiler, c.source(), options, KernelObjects.none());
    return new OurProgram(load(runtime, artifact), artifact.manifest(), inputs.buffers(), threads);
  }

  /** What the benches compile with: the best target, strict. */
  static CompileOptions options(java.util.Optional<List<String>> gradient, List<String> bound) {
    return new CompileOptions("", Map.of(), gradient, bound, bestTarget(), CompileOptions.STRICT);
  }

  static Artifact compile(
      Compiler compiler, String source, CompileOptions options, KernelObjects store) {
    Lowered lowered = compiler.lower(source, options);
    Lowered.Program program =
        lowered
            .program()
            .orElseThrow(() -> new IllegalStateException(lowered.diagnostics().toString()));
    return compiler.build(program, options, store);
  }

  static Program load(CpuRuntime runtime, Artifact artifact) {
    return runtime.load(artifact.manifest(), digest -> artifact.blobs().get(digest.getHash()));
  }

  /** The name of the most capable target that runs here. */
  static String bestTarget() {
    List<String> names = HostTargets.names();
    if (names.isEmpty()) {
      throw Failure.runtime("no target runs on this machine");
    }
    return names.getLast(); // in order, a later x86-64 level includes the earlier
  }

  /** Runs once; the outputs are overwritten by the next call. */
  List<TensorBuffer> call() {
    run();
    return outputs;
  }

  private void run() {
    invocation.run(options);
  }

  @Override
  public long[] measure(Duration time) {
    return Calls.time(this::run, time);
  }

  @Override
  public void close() {
    invocation.close();
    executable.close();
    program.close();
    arena.close();
  }
}
