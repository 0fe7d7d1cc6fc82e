package mind.cli.train;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mind.client.MindClient;
import mind.client.Tensors;
import mind.v1.CompileResponse;
import mind.v1.Digest;
import mind.v1.ExecuteRequest;
import mind.v1.ExecuteResponse;
import mind.v1.NamedTensor;
import mind.v1.Port;
import mind.v1.Tensor;

/**
 * One compiled function of the program, called over gRPC with tensors in the order of its leaves;
 * what it prints goes to {@code printed}.
 */
record Function(
    MindClient client, CompileResponse compiled, int threads, Consumer<List<String>> printed) {
  Digest artifact() {
    return compiled.getArtifact();
  }

  List<Port> inputs() {
    return compiled.getManifest().getInputsList();
  }

  List<Port> outputs() {
    return compiled.getManifest().getOutputsList();
  }

  /** Values for the inputs from {@code from} on: as set by the user, or their defaults. */
  List<Tensor> constants(int from, Map<String, String> set) {
    return TrainProgram.settings(compiled.getSignature(), from, set);
  }

  /** Runs the function; the seed feeds draws that have no key. */
  List<Tensor> call(List<Tensor> arguments, long seed) {
    ExecuteRequest.Builder request =
        ExecuteRequest.newBuilder().setArtifact(artifact()).setSeed(seed).setThreads(threads);
    for (int i = 0; i < arguments.size(); i++) {
      request.addInputs(Tensors.named(inputs().get(i).getName(), arguments.get(i)));
    }
    ExecuteResponse response = client.execute(request.build());
    printed.accept(response.getPrintedList());
    return response.getOutputsList().stream().map(NamedTensor::getTensor).toList();
  }
}
