package mind.compiler.schedule;

import java.util.HashMap;
import java.util.Map;
import mind.compiler.kernel.Access;
import mind.compiler.kernel.Nest;

/** Offsets for what is prepared, one after the other: all of it lives as long as the program. */
final class BoundPlan {
  private final Map<Integer, Long> offsets = new HashMap<>();
  private long bytes;

  private BoundPlan() {}

  static BoundPlan of(NestProgram program) {
    BoundPlan plan = new BoundPlan();
    for (Nest nest : program.nests()) {
      for (Access result : nest.results()) {
        NestProgram.Buffer buffer = program.buffers().get(result.buffer());
        if (buffer.role() instanceof NestProgram.Prepared) {
          plan.offsets.computeIfAbsent(result.buffer(), b -> plan.take(buffer.bytes()));
        }
      }
    }
    return plan;
  }

  private long take(long size) {
    long offset = bytes;
    bytes += Math.ceilDiv(size, Plan.ALIGNMENT) * Plan.ALIGNMENT;
    return offset;
  }

  /** Whether a nest computes what is prepared. */
  boolean writes(Nest nest) {
    return nest.results().stream().allMatch(r -> offsets.containsKey(r.buffer()));
  }

  /** Byte offset of a prepared buffer. */
  long offset(int buffer) {
    Long offset = offsets.get(buffer);
    if (offset == null) {
      throw new IllegalStateException("nothing writes buffer " + buffer);
    }
    return offset;
  }

  long bytes() {
    return bytes;
  }
}
