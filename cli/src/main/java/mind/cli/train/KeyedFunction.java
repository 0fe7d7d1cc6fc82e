package mind.cli.train;

import java.util.ArrayList;
import java.util.List;
import mind.cli.terminal.Failure;
import mind.client.Tensors;
import mind.v1.DType;
import mind.v1.Signature;
import mind.v1.Tensor;

/** A function whose first input is a key: init or batch. Its other inputs are constant. */
record KeyedFunction(Function function, List<Tensor> constants) {
  /** Refuses a function that does not start with a key. */
  static void checkKey(Signature signature) {
    if (signature.getInputsCount() == 0
        || signature.getInputs(0).getDtype() != DType.I64
        || signature.getInputs(0).getShapeCount() > 0) {
      throw Failure.usage(
          signature.getName() + " must take a key: " + signature.getName() + "(key: i64)");
    }
  }

  List<Tensor> call(long key) {
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(Tensors.scalar(key));
    arguments.addAll(constants);
    return function.call(arguments, key);
  }
}
