package mind.laws;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mind.compiler.artifact.Artifact;
import mind.compiler.artifact.ArtifactBuilder;
import mind.compiler.artifact.KernelObjects;
import mind.compiler.codegen.llvm.KernelCompiler;
import mind.compiler.ir.Function;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.DType;
import mind.compiler.optimise.Optimiser;
import mind.compiler.schedule.Plan;
import mind.compiler.schedule.Planner;
import mind.compiler.schedule.Target;
import mind.runtime.Executable;
import mind.runtime.ExecuteOptions;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.runtime.cpu.CpuRuntime;
import mind.v1.TensorType;

/**
 * A function compiled to an artifact and loaded by the runtime: the whole path behind the frontend.
 */
public final class Native implements AutoCloseable {
  private static final KernelCompiler COMPILER = new KernelCompiler();
  private static final CpuRuntime RUNTIME = CpuRuntime.poisoned(1);

  private final Function f;
  private final Program program;

  private Native(Function f, Program program) {
    this.f = f;
    this.program = program;
  }

  public static Native of(Function f) {
    return of(f, List.of());
  }

  private static Plan plan(Function f, List<String> bound, Target target) {
    Set<Integer> numbers = bound.stream().map(f.inputs()::indexOf).collect(Collectors.toSet());
    return Planner.plan(f, target, numbers);
  }

  /**
   * @param bound names of the inputs that can be given once
   */
  static Native of(Function f, List<String> bound) {
    return of(f, bound, Target.DEFAULT);
  }

  /** As {@link #of(Function, List)}, for a target that this host runs. */
  static Native of(Function f, List<String> bound, Target target) {
    Function optimised = Optimiser.run(f);
    Artifact artifact =
        new ArtifactBuilder(COMPILER, target, new TreeMap<>(Map.of("build", "test")))
            .build(
                f,
                optimised,
                plan(optimised, bound, target),
                "strict",
                bound,
                KernelObjects.none());
    return new Native(
        f,
        RUNTIME.load(
            artifact.manifest(),
            digest -> Objects.requireNonNull(artifact.blobs().get(digest.getHash()))));
  }

  public List<Tensor> run(List<Tensor> inputs, int threads) {
    return run(inputs, threads, new ArrayList<>());
  }

  /** As {@link #run(List, int)}; adds what the program prints to {@code printed}. */
  List<Tensor> run(List<Tensor> inputs, int threads, List<String> printed) {
    Outputs result = program.execute(buffers(inputs), new ExecuteOptions(threads, 0, () -> {}));
    printed.addAll(result.printed());
    return outputs(result);
  }

  /** As {@link #run(List, int)}, with the inputs of these numbers bound. */
  List<Tensor> runBound(List<Tensor> inputs, BitSet bound, int threads) {
    List<Tensor> once = new ArrayList<>();
    List<Tensor> others = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      (bound.get(i) ? once : others).add(inputs.get(i));
    }
    ExecuteOptions options = new ExecuteOptions(threads, 0, () -> {});
    try (Executable executable = program.bind(buffers(once), options)) {
      return outputs(executable.execute(buffers(others), options));
    }
  }

  private static List<TensorBuffer> buffers(List<Tensor> tensors) {
    return tensors.stream()
        .map(t -> new TensorBuffer(wireType(t.type()), ByteBuffer.wrap(t.bytes())))
        .toList();
  }

  private List<Tensor> outputs(Outputs result) {
    List<Tensor> outputs = new ArrayList<>();
    for (TensorBuffer value : result.values()) {
      byte[] bytes = new byte[value.data().remaining()];
      value.data().get(bytes);
      outputs.add(Tensor.ofBytes(f.outputTypes().get(outputs.size()), bytes));
    }
    return outputs;
  }

  private static TensorType wireType(Type type) {
    TensorType.Builder b = TensorType.newBuilder().setDtype(wireDType(type.dtype()));
    for (int dim : type.shape().dims()) {
      b.addShape(dim);
    }
    return b.build();
  }

  private static mind.v1.DType wireDType(DType dtype) {
    return mind.v1.DType.valueOf(dtype.name());
  }

  @Override
  public void close() {
    program.close();
  }
}
