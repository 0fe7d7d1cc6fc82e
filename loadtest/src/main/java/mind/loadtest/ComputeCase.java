package mind.loadtest;

import java.util.List;
import java.util.Optional;

/**
 * A computation that is compared with peers, who know it by its name ({@code tools/bench}).
 *
 * @param source its program; the entry is {@code main}
 * @param inputs of f32, in the entry's order
 * @param gradient inputs to differentiate by; absent for the value alone
 * @param bound inputs that are weights: peers may take them as constants
 * @param flops that it needs, a multiplication and an addition being two
 * @param traffic what it must read or write
 */
record ComputeCase(
    String name,
    String source,
    List<Input> inputs,
    Optional<List<String>> gradient,
    List<String> bound,
    double flops,
    Traffic traffic) {
  ComputeCase {
    inputs = List.copyOf(inputs);
    gradient = gradient.map(List::copyOf);
    bound = List.copyOf(bound);
  }

  /** An input's name and shape. */
  record Input(String name, List<Long> shape) {
    Input {
      shape = List.copyOf(shape);
    }

    static Input of(String name, long... shape) {
      return new Input(name, java.util.Arrays.stream(shape).boxed().toList());
    }

    long elements() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /** What moves to or from memory, caches left out: bytes read, or read and written elsewhere. */
  record Traffic(Kind kind, double bytes) {
    static final Traffic NONE = new Traffic(Kind.NONE, 0);

    enum Kind {
      NONE,
      READ,
      COPY
    }
  }
}
