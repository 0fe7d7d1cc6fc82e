package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import mind.runtime.ExecuteOptions;
import mind.runtime.RuntimeFailure;
import mind.v1.Argument;
import mind.v1.Launch;
import mind.v1.Plan;

/** Walks a checked plan: its launches in order, each in pieces on several threads. */
final class PlanRunner {
  /** Cost of a native call at most: about 5 ms of slow code, so that calls can be cancelled. */
  private static final long SLICE_COST = 1 << 26;

  /** Cost that is worth a second thread: what takes a thread about 10 us. */
  private static final long PARALLEL_COST = 1 << 20;

  /** Pieces for each thread, so that one that was held up doesn't hold up the others. */
  private static final long PIECES_PER_THREAD = 4;

  private static final long NOTHING_FAILED = -1;

  /** Where a plan's arguments lie during one call. */
  record Areas(
      long arena, long constants, List<MemorySegment> inputs, List<MemorySegment> outputs) {}

  private final Plan plan;
  private final List<LoadedKernel> kernels;
  private final Workers workers;
  private final long[] firstSlot;
  private final long slots;

  /**
   * @param kernels by the manifest's numbers
   */
  PlanRunner(Plan plan, List<LoadedKernel> kernels, Workers workers) {
    this.plan = plan;
    this.kernels = List.copyOf(kernels);
    this.workers = workers;
    List<Long> first = new ArrayList<>();
    long next = 0;
    for (Launch launch : plan.getLaunchesList()) {
      first.add(next);
      next += launch.getArgsCount() + 2L; // the status word's address, and the word itself
    }
    firstSlot = first.stream().mapToLong(Long::longValue).toArray();
    slots = next;
  }

  /** Size of what a call needs besides the arena, for arguments and status words. */
  long argumentBytes() {
    return 8 * slots;
  }

  /**
   * Runs the plan.
   *
   * @param arguments memory of {@link #argumentBytes()}
   * @throws RuntimeFailure with the code of a launch's check that failed
   */
  void run(Areas areas, MemorySegment arguments, ExecuteOptions options) {
    for (int i = 0; i < firstSlot.length; i++) {
      Launch launch = plan.getLaunches(i);
      MemorySegment slots = arguments.asSlice(8 * firstSlot[i], 8 * (launch.getArgsCount() + 2L));
      fill(launch, slots, areas);
      run(launch, slots, options);
      if (launch.getChecked()) {
        check(launch, slots.getAtIndex(ValueLayout.JAVA_LONG, launch.getArgsCount() + 1L));
      }
    }
  }

  private static void fill(Launch launch, MemorySegment slots, Areas areas) {
    int count = launch.getArgsCount();
    for (int a = 0; a < count; a++) {
      slots.setAtIndex(ValueLayout.JAVA_LONG, a, value(launch.getArgs(a), areas));
    }
    slots.setAtIndex(ValueLayout.JAVA_LONG, count, slots.address() + 8 * (count + 1L));
    slots.setAtIndex(ValueLayout.JAVA_LONG, count + 1L, NOTHING_FAILED);
  }

  private static long value(Argument argument, Areas areas) {
    return switch (argument.getWhereCase()) {
      case ARENA -> areas.arena() + argument.getArena();
      case CONSTANTS -> areas.constants() + argument.getConstants();
      case INPUT -> areas.inputs().get(argument.getInput()).address();
      case OUTPUT -> areas.outputs().get(argument.getOutput()).address();
      case WHERE_NOT_SET -> throw new IllegalStateException("the plan was checked");
    };
  }

  private void run(Launch launch, MemorySegment slots, ExecuteOptions options) {
    LoadedKernel kernel = kernels.get(launch.getKernel());
    long grid = launch.getGrid();
    long cost = Math.max(1, launch.getCostPerCell());
    long cells = Math.max(1, SLICE_COST / cost);
    boolean parallel = options.threads() > 1 && grid > 1 && grid >= PARALLEL_COST / cost;
    if (parallel) {
      long share = Math.ceilDiv(grid, options.threads() * PIECES_PER_THREAD);
      cells = Math.min(cells, share);
    }
    long size = cells;
    Workers.Piece piece =
        p -> {
          options.check().run();
          kernel.call(slots, p * size, Math.min(grid, (p + 1) * size));
        };
    workers.run(parallel ? options.threads() : 1, Math.ceilDiv(grid, size), piece);
  }

  private static void check(Launch launch, long status) {
    if (status != NOTHING_FAILED) {
      String limit =
          launch.getCheckLimit() > 0
              ? ", where values are in 0 .. " + (launch.getCheckLimit() - 1)
              : "";
      throw new RuntimeFailure(
          launch.getCheckCode(),
          "%s at position %s%s"
              .formatted(launch.getCheckMessage(), Long.toUnsignedString(status), limit));
    }
  }
}
