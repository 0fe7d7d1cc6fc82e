package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import mind.v1.Argument;

/**
 * Where a checked plan's arguments lie.
 *
 * @param arena of the step
 * @param bound the arena of prepare
 */
record Areas(
    MemorySegment arena,
    MemorySegment bound,
    MemorySegment constants,
    List<MemorySegment> inputs,
    List<MemorySegment> outputs) {

  /** What an argument may touch. */
  MemorySegment place(Argument argument) {
    return switch (argument.getWhereCase()) {
      case ARENA -> arena.asSlice(argument.getArena(), argument.getBytes());
      case BOUND -> bound.asSlice(argument.getBound(), argument.getBytes());
      case CONSTANTS -> constants.asSlice(argument.getConstants(), argument.getBytes());
      case INPUT -> inputs.get(argument.getInput());
      case OUTPUT -> outputs.get(argument.getOutput());
      case WHERE_NOT_SET -> throw new IllegalStateException("the plan was checked");
    };
  }
}
