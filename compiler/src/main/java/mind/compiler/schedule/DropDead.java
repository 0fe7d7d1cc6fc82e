package mind.compiler.schedule;

import java.util.ArrayList;
import java.util.List;
import mind.compiler.kernel.Combine;
import mind.compiler.kernel.Nest;

/** Leaves out nests whose results nobody reads, unless running them can fail. */
final class DropDead implements Fusion {
  @Override
  public NestProgram run(NestProgram program) {
    List<Nest> kept = new ArrayList<>();
    boolean[] read = new boolean[program.buffers().size()];
    for (int n = program.nests().size() - 1; n >= 0; n--) {
      Nest nest = program.nests().get(n);
      boolean needed =
          nest.checked()
              || nest.results().stream()
                  .anyMatch(
                      r -> read[r.buffer()] || !program.buffers().get(r.buffer()).isTemporary());
      if (needed) {
        kept.addFirst(nest);
        nest.operands().forEach(o -> read[o.buffer()] = true);
        if (nest.combine() == Combine.SCATTER_ADD) { // adds to what its result buffer holds
          nest.results().forEach(r -> read[r.buffer()] = true);
        }
      }
    }
    return program.withNests(kept);
  }
}
