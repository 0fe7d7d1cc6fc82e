package mind.compiler.check;

import java.util.Arrays;
import mind.compiler.check.value.Dims;
import mind.compiler.check.value.Graph;
import mind.compiler.check.value.PullBacks;
import mind.compiler.check.value.Value;
import mind.compiler.check.value.Value.Tensor;
import mind.compiler.diagnostic.Code;
import mind.compiler.syntax.Node;

/** {@code jacobian}: one pull-back for each element of the value, stacked. */
final class Jacobians {
  private final Checker checker;
  private final Graph graph;
  private final PullBacks pullBacks;

  Jacobians(Checker checker, PullBacks pullBacks) {
    this.checker = checker;
    this.graph = checker.graph;
    this.pullBacks = pullBacks;
  }

  /**
   * Each leaf of the value becomes the structure of {@code point}, whose leaves have the dimensions
   * of the value's leaf and then their own.
   */
  Value of(Value value, Value point, Node at) {
    graph.at(at);
    Tensor[] outputs = Transforms.tensors(value);
    Tensor[] inputs = Transforms.tensors(point);
    long rows = 0;
    for (Tensor output : outputs) {
      rows = checker.session.dims().add(rows, checker.session.dims().product(output.dims()));
    }
    if (Dims.isKnown(rows) && rows > Statements.MAX_ITERATIONS) {
      checker
          .error(Code.UNROLL, at, "this jacobian has too many rows to unroll")
          .note(
              "the value has %d elements, the limit is %d"
                  .formatted(rows, Statements.MAX_ITERATIONS));
      return Value.ERROR;
    }
    Value[] blocks = new Value[outputs.length];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = Leaves.replace(point, block(outputs[i], inputs, at), new int[1]);
    }
    return checker.session.bound(Leaves.replace(value, blocks, new int[1]), at);
  }

  /** By each of the inputs, the derivative of all elements of one output. */
  private Tensor[] block(Tensor output, Tensor[] inputs, Node at) {
    Tensor[] stacked = new Tensor[inputs.length];
    if (!graph.isRecording()) {
      Arrays.setAll(stacked, i -> graph.constant(inputs[i].dtype(), 0, dims(output, inputs[i])));
      return stacked;
    }
    int rows = Math.toIntExact(checker.session.dims().product(output.dims()));
    Tensor[][] parts = new Tensor[inputs.length][rows];
    for (int row = 0; row < rows; row++) {
      Tensor[] cotangent = {unit(output, row, rows)};
      PullBacks.Result result = pullBacks.pull(new Tensor[] {output}, cotangent, inputs, at);
      for (int i = 0; i < inputs.length; i++) {
        parts[i][row] = graph.reshape(result.cotangents()[i], row(inputs[i]));
      }
    }
    Arrays.setAll(stacked, i -> graph.reshape(graph.concat(0, parts[i]), dims(output, inputs[i])));
    return stacked;
  }

  /** 1 at one place and 0 elsewhere. */
  private Tensor unit(Tensor output, int place, int size) {
    Tensor one = graph.reshape(graph.scalar(output.dtype(), 1), 1);
    long[] low = {place};
    long[] high = {size - 1L - place};
    Tensor zero = graph.scalar(output.dtype(), 0);
    return graph.reshape(graph.pad(one, zero, low, high, new long[1]), output.dims());
  }

  private static long[] row(Tensor input) {
    return joined(new long[] {1}, input.dims());
  }

  private static long[] dims(Tensor output, Tensor input) {
    return joined(output.dims(), input.dims());
  }

  private static long[] joined(long[] first, long[] second) {
    long[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
