package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mind.compiler.kernel.Nest;

/**
 * Marks temporaries that depend on bound inputs and constants only, so that they are computed once
 * in place of with each call. Packed weights need nothing more: a pack is a copy nest.
 */
final class Prepare implements Fusion {
  @Override
  public NestProgram run(NestProgram program) {
    Known known = known(program);
    List<NestProgram.Buffer> buffers = new ArrayList<>();
    for (int b = 0; b < program.buffers().size(); b++) {
      NestProgram.Buffer buffer = program.buffers().get(b);
      buffers.add(
          buffer.isTemporary() && known.buffers().contains(b)
              ? new NestProgram.Buffer(new NestProgram.Prepared(), buffer.bytes())
              : buffer);
    }
    return new NestProgram(program.nests(), buffers, program.debugs());
  }

  /** The buffers whose content is known before the calls. */
  record Known(Set<Integer> buffers) {
    /** Whether a nest of its own would run before the calls where one of both would not. */
    boolean spares(Nest producer, Nest consumer) {
      return writes(producer) && !writes(consumer);
    }

    private boolean writes(Nest nest) {
      return nest.results().stream().allMatch(r -> buffers.contains(r.buffer()));
    }
  }

  /**
   * The buffers whose content is known when the bound inputs are; none where no input is bound,
   * since then nothing would be spared.
   */
  static Known known(NestProgram program) {
    Set<Integer> known = new HashSet<>();
    boolean anyBound = false;
    for (int b = 0; b < program.buffers().size(); b++) {
      switch (program.buffers().get(b).role()) {
        case NestProgram.InputRole r -> {
          anyBound |= r.bound();
          if (r.bound()) {
            known.add(b);
          }
        }
        case NestProgram.ConstantRole r -> known.add(b);
        case NestProgram.Temporary r -> {}
        case NestProgram.Kept r -> {}
        case NestProgram.OutputRole r -> {}
        case NestProgram.Prepared r -> known.add(b);
      }
    }
    if (!anyBound) {
      return new Known(Set.of());
    }
    Set<Integer> computed = new HashSet<>(); // by nests that know all they read
    Set<Integer> others = new HashSet<>();
    for (Nest nest : program.nests()) {
      boolean knows =
          !nest.checked()
              && nest.operands().stream().allMatch(o -> known.contains(o.buffer()))
              && nest.results().stream()
                  .allMatch(r -> program.buffers().get(r.buffer()).isTemporary());
      nest.results().forEach(r -> (knows ? computed : others).add(r.buffer()));
      computed.removeAll(others);
      known.removeAll(others);
      known.addAll(computed);
    }
    return new Known(known);
  }
}
