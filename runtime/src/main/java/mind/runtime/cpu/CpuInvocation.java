package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mind.runtime.ExecuteOptions;
import mind.runtime.Invocation;
import mind.runtime.Manifests;
import mind.runtime.Outputs;
import mind.runtime.TensorBuffer;
import mind.v1.Manifest;
import mind.v1.Plan;
import mind.v1.Port;

/** A call with its memory: arenas, arguments, and copies of what can't be used where it is. */
final class CpuInvocation implements Invocation {
  private enum State {
    IDLE,
    RUNNING,
    CLOSED_RUNNING,
    CLOSED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private final CpuCode code;
  private final Users users;
  private final Optional<CpuBound> bound;
  private final NativeMemory block;
  private final MemorySegment seed;
  private final Staging inputs;
  private final Staging outputs;
  private final Areas areas;
  private final PlacedPlan step;
  private final Team team;

  /** One that is used once, with outputs of its own. */
  static Outputs execute(
      CpuCode code,
      Users users,
      Optional<CpuBound> bound,
      List<TensorBuffer> inputs,
      ExecuteOptions options) {
    List<TensorBuffer> outputs = new ArrayList<>();
    users.enter();
    try {
      for (Port port : code.manifest().getOutputsList()) {
        outputs.add(
            new TensorBuffer(
                port.getType(), code.outputs().newBuffer(Manifests.bytes(port.getType()))));
      }
      try (CpuInvocation invocation = of(code, users, bound, inputs, outputs)) {
        return new Outputs(outputs, invocation.run(options));
      }
    } finally {
      users.leave();
    }
  }

  /**
   * Checks the buffers.
   *
   * @param users of what is called; the invocation is one until it is closed
   * @param bound what the bound inputs are; if absent, they are among the inputs
   */
  static CpuInvocation of(
      CpuCode code,
      Users users,
      Optional<CpuBound> bound,
      List<TensorBuffer> inputs,
      List<TensorBuffer> outputs) {
    Manifest manifest = code.manifest();
    BitSet numbers = new BitSet();
    numbers.set(0, Manifests.visibleInputs(manifest));
    bound.ifPresent(b -> numbers.andNot(b.numbers()));
    Manifests.checkInputs(
        manifest.getEntry(), "inputs", Manifests.inputs(manifest, numbers), inputs);
    Manifests.checkOutputs(manifest, outputs);
    users.enter();
    try {
      return new CpuInvocation(code, users, bound, inputs, outputs);
    } catch (RuntimeException | Error e) {
      users.leave();
      throw e;
    }
  }

  private CpuInvocation(
      CpuCode code,
      Users users,
      Optional<CpuBound> bound,
      List<TensorBuffer> inputs,
      List<TensorBuffer> outputs) {
    this.code = code;
    this.users = users;
    this.bound = bound;
    Plan stepPlan = code.manifest().getStep();
    Plan prepare = bound.isPresent() ? Plan.getDefaultInstance() : code.manifest().getPrepare();
    block =
        code.memory()
            .take(
                PlacedPlan.bytes(stepPlan)
                    + PlacedPlan.bytes(prepare)
                    + NativeMemory.ALIGNMENT
                    + Staging.bytes(inputs)
                    + Staging.bytes(outputs));
    try {
      SegmentAllocator space = SegmentAllocator.slicingAllocator(block.segment());
      MemorySegment arena = PlacedPlan.arena(stepPlan, space);
      MemorySegment own = PlacedPlan.arena(prepare, space);
      seed = space.allocate(NativeMemory.ALIGNMENT, NativeMemory.ALIGNMENT);
      this.inputs = new Staging(inputs, space);
      this.outputs = new Staging(outputs, space);
      areas =
          new Areas(
              arena,
              bound.map(CpuBound::arena).orElse(own),
              code.constants().segment(),
              inputPlaces(),
              this.outputs.places());
      step = new PlacedPlan(stepPlan, code.kernels(), areas, space);
      List<Loop> loops = new ArrayList<>();
      loops.addAll(new PlacedPlan(prepare, code.kernels(), areas, space).loops());
      loops.addAll(step.loops());
      team = new Team(code.workers(), loops);
    } catch (RuntimeException | Error e) {
      code.memory().give(block);
      throw e;
    }
  }

  private List<MemorySegment> inputPlaces() {
    Manifest manifest = code.manifest();
    Iterator<MemorySegment> given = inputs.places().iterator();
    List<MemorySegment> places = new ArrayList<>();
    for (int i = 0; i < Manifests.visibleInputs(manifest); i++) {
      boolean isBound = bound.isPresent() && bound.get().isBound(i);
      places.add(isBound ? bound.get().place(i) : given.next());
    }
    if (manifest.getSeeded()) {
      places.add(seed);
    }
    return places;
  }

  @Override
  public List<String> run(ExecuteOptions options) {
    if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
      throw new IllegalStateException(
          state.get() == State.RUNNING
              ? "the invocation runs already"
              : "the invocation is closed");
    }
    try {
      inputs.copyIn();
      seed.set(ValueLayout.JAVA_LONG, 0, options.seed());
      step.reset();
      team.run(options.threads(), options.check());
      List<String> printed = DebugReader.read(code.manifest().getStep(), areas, step.failed());
      outputs.copyOut();
      return printed;
    } finally {
      Reference.reachabilityFence(this); // kernels know addresses only
      if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
        state.set(State.CLOSED);
        release();
      }
    }
  }

  private void release() {
    code.memory().give(block);
    users.leave();
  }

  @Override
  public void close() {
    State before =
        state.getAndUpdate(now ->
            switch (now) {
              case IDLE, CLOSED -> State.CLOSED;
              case RUNNING, CLOSED_RUNNING -> State.CLOSED_RUNNING;
            });
    if (before == State.IDLE) {
      release();
    }
  }
}
