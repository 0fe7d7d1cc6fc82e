package mind.laws;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.ir.op.Lowering;
import mind.compiler.ir.op.Op;
import mind.compiler.kernel.NestEvaluator;

/** Runs an operation's lowering, before any scheduling, on the plain evaluator of nests. */
final class Nests {
  private Nests() {}

  static Tensor evaluate(Op op, Type result, List<Tensor> operands) {
    Type[] types = operands.stream().map(Tensor::type).toArray(Type[]::new);
    return switch (op.lower(result, types)) {
      case Lowering.Alias a -> operands.getFirst().withShape(result.shape());
      case Lowering.Constant c -> c.value();
      case Lowering.Argument a -> throw new IllegalArgumentException("an input has no nests");
      case Lowering.Nests n -> {
        List<ByteBuffer> buffers = new ArrayList<>();
        operands.forEach(o -> buffers.add(wrap(o.bytes())));
        byte[] bytes = new byte[(int) result.bytes()];
        java.util.Arrays.fill(bytes, (byte) 0x5a); // what is read must have been written
        buffers.add(wrap(bytes));
        n.temporaries().forEach(t -> buffers.add(wrap(new byte[(int) t.bytes()])));
        n.nests().forEach(nest -> NestEvaluator.run(nest, buffers::get));
        yield Tensor.ofBytes(result, bytes);
      }
    };
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
