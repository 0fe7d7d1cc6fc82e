package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import mind.runtime.Executable;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Outputs;
import mind.runtime.TensorBuffer;
import mind.v1.Plan;

/** A program whose bound inputs are given and prepared; its calls only read what was prepared. */
final class CpuBound implements Executable {
  private final CpuCode code;
  private final NativeMemory block;
  private final MemorySegment arena;
  private final BitSet numbers;
  private final Staging inputs;
  private final Users users;

  /**
   * @param numbers of the bound inputs
   * @param inputs checked
   * @param release called when nothing of this is in use any more
   */
  CpuBound(
      CpuCode code,
      BitSet numbers,
      List<TensorBuffer> inputs,
      ExecuteOptions options,
      Runnable release) {
    this.code = code;
    this.numbers = numbers;
    Plan prepare = code.manifest().getPrepare();
    block = code.memory().take(PlacedPlan.bytes(prepare) + Staging.bytes(inputs));
    try {
      SegmentAllocator space = SegmentAllocator.slicingAllocator(block.segment());
      arena = PlacedPlan.arena(prepare, space);
      this.inputs = new Staging(inputs, space);
      this.inputs.copyIn();
      prepare(prepare, space, options);
    } catch (RuntimeException | Error e) {
      code.memory().give(block);
      throw e;
    }
    users =
        new Users(
            "the bound program",
            () -> {
              code.memory().give(block);
              release.run();
            });
  }

  private void prepare(Plan prepare, SegmentAllocator space, ExecuteOptions options) {
    List<MemorySegment> places = new ArrayList<>();
    for (int i = 0; i < code.manifest().getInputsCount(); i++) {
      places.add(isBound(i) ? place(i) : MemorySegment.NULL);
    }
    Areas areas =
        new Areas(MemorySegment.NULL, arena, code.constants().segment(), places, List.of());
    PlacedPlan placed = new PlacedPlan(prepare, code.kernels(), areas, space);
    try {
      new Team(code.workers(), placed.loops()).run(options.threads(), options.check());
    } finally {
      Reference.reachabilityFence(this); // kernels know addresses only
    }
  }

  /** What prepare wrote. */
  MemorySegment arena() {
    return arena;
  }

  BitSet numbers() {
    return numbers;
  }

  boolean isBound(int input) {
    return numbers.get(input);
  }

  /** Where a bound input is, by its number; valid as long as this is reachable. */
  MemorySegment place(int input) {
    return inputs.places().get(numbers.get(0, input).cardinality());
  }

  @Override
  public Outputs execute(List<TensorBuffer> inputs, ExecuteOptions options) {
    return CpuInvocation.execute(code, users, Optional.of(this), inputs, options);
  }

  @Override
  public Invocation invocation(List<TensorBuffer> inputs, List<TensorBuffer> outputs) {
    return CpuInvocation.of(code, users, Optional.of(this), inputs, outputs);
  }

  @Override
  public void close() {
    users.close();
  }
}
