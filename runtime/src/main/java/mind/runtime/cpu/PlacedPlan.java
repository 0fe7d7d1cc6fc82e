package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.v1.Argument;
import mind.v1.Launch;
import mind.v1.Plan;
import mind.v1.Stage;

/** A checked plan over given places: its kernels' arguments are filled in, its stages are loops. */
final class PlacedPlan {
  private static final long NOTHING_FAILED = -1;

  /**
   * The first check of a run that failed.
   *
   * @param number among the checked launches, from 0
   */
  record FailedCheck(int number, String code, String message) {}

  /** A launch that reports a status word. */
  private record Check(Launch launch, MemorySegment status) {}

  private final List<LoadedKernel> kernels;
  private final Areas areas;
  private final MemorySegment memory;
  private final List<Loop> loops = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private long nextSlot;

  /**
   * @param kernels by the manifest's numbers
   * @param space for arguments and status words, which stay there as long as the loops are run
   */
  PlacedPlan(Plan plan, List<LoadedKernel> kernels, Areas areas, SegmentAllocator space) {
    this.kernels = kernels;
    this.areas = areas;
    memory = space.allocate(argumentBytes(plan), NativeMemory.ALIGNMENT);
    plan.getStagesList().forEach(this::place);
  }

  /** Size of a plan's arena, arguments and status words. */
  static long bytes(Plan plan) {
    return NativeMemory.aligned(plan.getArenaBytes()) + argumentBytes(plan);
  }

  /** A plan's arena. */
  static MemorySegment arena(Plan plan, SegmentAllocator space) {
    return space.allocate(plan.getArenaBytes(), NativeMemory.ALIGNMENT);
  }

  private static long argumentBytes(Plan plan) {
    return NativeMemory.aligned(
        plan.getStagesList().stream()
            .flatMap(stage -> stage.getLaunchesList().stream())
            .mapToLong(launch -> 8 * slots(launch))
            .sum());
  }

  /** Addresses, numbers, the status word's address, and the word itself. */
  private static long slots(Launch launch) {
    return launch.getArgsCount() + launch.getNumbersCount() + 2L;
  }

  private void place(Stage stage) {
    List<Loop.Body> bodies = stage.getLaunchesList().stream().map(this::place).toList();
    Loop.Body body = bodies.size() == 1 ? bodies.getFirst() : partByPart(bodies);
    loops.add(new Loop(stage.getParts(), stage.getCostPerPart(), body));
  }

  private Loop.Body place(Launch launch) {
    MemorySegment slots = memory.asSlice(8 * nextSlot, 8 * slots(launch));
    nextSlot += slots(launch);
    int count = 0;
    for (Argument argument : launch.getArgsList()) {
      slots.setAtIndex(ValueLayout.JAVA_LONG, count++, areas.place(argument).address());
    }
    for (long number : launch.getNumbersList()) {
      slots.setAtIndex(ValueLayout.JAVA_LONG, count++, number);
    }
    MemorySegment status = slots.asSlice(8 * (count + 1L));
    slots.setAtIndex(ValueLayout.JAVA_LONG, count, status.address());
    if (launch.getChecked()) {
      checks.add(new Check(launch, status));
    }
    LoadedKernel kernel = kernels.get(launch.getKernel());
    long cells = launch.getCells();
    long address = slots.address();
    return (begin, end) -> kernel.call(address, begin * cells, end * cells);
  }

  /** A launch reads what those before it wrote for the same part. */
  private static Loop.Body partByPart(List<Loop.Body> launches) {
    Loop.Body[] bodies = launches.toArray(new Loop.Body[0]);
    return (begin, end) -> {
      for (long part = begin; part < end; part++) {
        for (Loop.Body body : bodies) {
          body.run(part, part + 1);
        }
      }
    };
  }

  List<Loop> loops() {
    return loops;
  }

  /** Before each run: nothing has failed. */
  void reset() {
    for (int i = 0; i < checks.size(); i++) {
      checks.get(i).status().set(ValueLayout.JAVA_LONG, 0, NOTHING_FAILED);
    }
  }

  /**
   * After a run, which goes to its end even where a check fails: what stands before the check in
   * the program may be computed by a later launch, and nothing is read or written out of range in
   * any case.
   */
  Optional<FailedCheck> failed() {
    for (int i = 0; i < checks.size(); i++) {
      long status = checks.get(i).status().get(ValueLayout.JAVA_LONG, 0);
      if (status != NOTHING_FAILED) {
        return Optional.of(failed(checks.get(i).launch(), i, status));
      }
    }
    return Optional.empty();
  }

  private static FailedCheck failed(Launch launch, int number, long status) {
    String limit =
        launch.getCheckLimit() > 0
            ? ", where values are in 0 .. " + (launch.getCheckLimit() - 1)
            : "";
    String message =
        "%s at position %s%s"
            .formatted(launch.getCheckMessage(), Long.toUnsignedString(status), limit);
    return new FailedCheck(number, launch.getCheckCode(), message);
  }
}
