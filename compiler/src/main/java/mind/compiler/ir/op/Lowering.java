package mind.compiler.ir.op;

import java.util.List;
import mind.compiler.ir.Tensor;
import mind.compiler.ir.Type;
import mind.compiler.kernel.Nest;

/** How an operation's value comes to stand in memory. */
public sealed interface Lowering {

  /**
   * Nests to run in order. They name buffers by number: operands 0 .. n-1, the result n,
   * temporaries from n+1.
   *
   * @param temporaries types of the temporaries
   */
  record Nests(List<Nest> nests, List<Type> temporaries) implements Lowering {
    public Nests {
      nests = List.copyOf(nests);
      temporaries = List.copyOf(temporaries);
    }
  }

  /** The result has the bytes of operand 0. */
  record Alias() implements Lowering {}

  /** The value is known now. */
  record Constant(Tensor value) implements Lowering {}

  /** The value comes with the call. */
  record Argument() implements Lowering {}

  static Lowering of(Nest nest) {
    return new Nests(List.of(nest), List.of());
  }
}
