package mind.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mind.cli.terminal.Failure;
import mind.compiler.CompileOptions;
import mind.compiler.Compiler;
import mind.compiler.Lowered;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.KernelObjects;
import mind.runtime.ExecuteOptions;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.runtime.cpu.CpuRuntime;
import mind.runtime.cpu.HostTargets;

/** A case compiled by us for the best target of this machine, ready to be called. */
final class OurProgram implements Contestant, AutoCloseable {
  private final Program program;
  private final List<TensorBuffer> inputs;
  private final ExecuteOptions options;

  private OurProgram(Program program, List<TensorBuffer> inputs, int threads) {
    this.program = program;
    this.inputs = List.copyOf(inputs);
    options = new ExecuteOptions(threads, 0, () -> {});
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
    Program program = load(runtime, artifact);
    return new OurProgram(program, inputs.buffers(), threads);
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

  /** Runs once. */
  List<TensorBuffer> call() {
    return program.execute(inputs, options).values();
  }

  @Override
  public long[] measure(Duration time) {
    return Calls.time(this::call, time);
  }

  @Override
  public void close() {
    program.close();
  }
}
