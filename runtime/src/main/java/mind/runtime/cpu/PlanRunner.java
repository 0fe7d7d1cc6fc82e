package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.runtime.ExecuteOptions;
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
      MemorySegment arena,
      MemorySegment constants,
      List<MemorySegment> inputs,
      List<MemorySegment> outputs) {

    /** What an argument of a checked plan may touch. */
    MemorySegment place(Argument argument) {
      return switch (argument.getWhereCase()) {
        case ARENA -> arena.asSlice(argument.getArena(), argument.getBytes());
        case CONSTANTS -> constants.asSlice(argument.getConstants(), argument.getBytes());
        case INPUT -> inputs.get(argument.getInput());
        case OUTPUT -> outputs.get(argument.getOutput());
        case WHERE_NOT_SET -> throw new IllegalStateException("the plan was checked");
      };
    }
  }

  /**
   * The first check of a run that failed.
   *
   * @param number among the checked launches, from 0
   */
  record FailedCheck(int number, String code, String message) {}

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
   * Runs the plan, to its end even where a check fails: what goes before the check in the program
   * may be computed by a later launch, and nothing is read or written out of range in any case.
   *
   * @param arguments memory of {@link #argumentBytes()}
   * @return the first check that failed
   */
  Optional<FailedCheck> run(Areas areas, MemorySegment arguments, ExecuteOptions options) {
    Optional<FailedCheck> failed = Optional.empty();
    int checks = 0;
    for (int i = 0; i < firstSlot.length; i++) {
      Launch launch = plan.getLaunches(i);
      MemorySegment slots = arguments.asSlice(8 * firstSlot[i], 8 * (launch.getArgsCount() + 2L));
      fill(launch, slots, areas);
      run(launch, slots, options);
      if (launch.getChecked()) {
        long status = slots.getAtIndex(ValueLayout.JAVA_LONG, launch.getArgsCount() + 1L);
        failed = failed.isEmpty() ? check(launch, checks, status) : failed;
        checks++;
      }
    }
    return failed;
  }

  private static void fill(Launch launch, MemorySegment slots, Areas areas) {
    int count = launch.getArgsCount();
    for (int a = 0; a < count; a++) {
      slots.setAtIndex(ValueLayout.JAVA_LONG, a, areas.place(launch.getArgs(a)).address());
    }
    slots.setAtIndex(ValueLayout.JAVA_LONG, count, slots.address() + 8 * (count + 1L));
    slots.setAtIndex(ValueLayout.JAVA_LONG, count + 1L, NOTHING_FAILED);
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

  private static Optional<FailedCheck> check(Launch launch, int number, long status) {
    if (status == NOTHING_FAILED) {
      return Optional.empty();
    }
    String limit =
        launch.getCheckLimit() > 0
            ? ", where values are in 0 .. " + (launch.getCheckLimit() - 1)
            : "";
    String message =
        "%s at position %s%s"
            .formatted(launch.getCheckMessage(), Long.toUnsignedString(status), limit);
    return Optional.of(new FailedCheck(number, launch.getCheckCode(), message));
  }
}
