package mind.runtime.cpu;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import mind.runtime.Executable;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Manifests;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.runtime.TensorBuffer;
import mind.v1.Manifest;

/** A program on the host's processors. */
final class CpuProgram implements Program {
  private final CpuCode code;
  private final Users users;

  CpuProgram(CpuCode code) {
    this.code = code;
    users = new Users("the program", code::close);
  }

  @Override
  public Outputs execute(List<TensorBuffer> inputs, ExecuteOptions options) {
    return CpuInvocation.execute(code, users, Optional.empty(), inputs, options);
  }

  @Override
  public Invocation invocation(List<TensorBuffer> inputs, List<TensorBuffer> outputs) {
    return CpuInvocation.of(code, users, Optional.empty(), inputs, outputs);
  }

  @Override
  public Executable bind(List<TensorBuffer> inputs, ExecuteOptions options) {
    Manifest manifest = code.manifest();
    BitSet bound = Manifests.boundInputs(manifest);
    Manifests.checkInputs(
        manifest.getEntry(), "bound inputs", Manifests.inputs(manifest, bound), inputs);
    users.enter();
    try {
      return new CpuBound(code, bound, inputs, options, users::leave);
    } catch (RuntimeException | Error e) {
      users.leave();
      throw e;
    }
  }

  @Override
  public void close() {
    users.close();
  }
}
