package mind.runtime.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.runtime.ExecuteOptions;
import mind.runtime.Manifests;
import mind.runtime.Outputs;
import mind.runtime.Program;
import mind.runtime.RuntimeFailure;
import mind.runtime.TensorBuffer;
import mind.v1.Manifest;
import mind.v1.Port;

/** A program on the host's processors. */
final class CpuProgram implements Program {
  private final Manifest manifest;
  private final List<LoadedKernel> kernels;
  private final NativeMemory constants;
  private final PlanRunner step;
  private final MemoryPool memory;
  private final Object lock = new Object();

  /** Calls that run, and the program itself until it is closed; at zero it lets go. */
  private int users = 1;

  private boolean closed;

  CpuProgram(
      Manifest manifest,
      List<LoadedKernel> kernels,
      NativeMemory constants,
      PlanRunner step,
      MemoryPool memory) {
    this.manifest = manifest;
    this.kernels = List.copyOf(kernels);
    this.constants = constants;
    this.step = step;
    this.memory = memory;
  }

  @Override
  public Outputs execute(List<TensorBuffer> inputs, ExecuteOptions options) {
    enter();
    try {
      return run(inputs, options);
    } finally {
      leave();
    }
  }

  private void enter() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the program is closed");
      }
      users++;
    }
  }

  private void leave() {
    synchronized (lock) {
      if (--users > 0) {
        return;
      }
    }
    kernels.forEach(LoadedKernel::close);
    constants.close();
  }

  private Outputs run(List<TensorBuffer> inputs, ExecuteOptions options) {
    Manifests.checkInputs(manifest, inputs);
    List<TensorBuffer> outputs = newOutputs();
    long arenaBytes = aligned(manifest.getStep().getArenaBytes());
    long argumentBytes = aligned(step.argumentBytes());
    long copied = 0;
    for (TensorBuffer input : inputs) {
      copied += isUsable(input) ? 0 : aligned(input.data().remaining());
    }
    List<String> printed;
    NativeMemory block = memory.take(arenaBytes + argumentBytes + copied + NativeMemory.ALIGNMENT);
    try {
      MemorySegment all = block.segment();
      List<MemorySegment> places =
          inputPlaces(inputs, all.asSlice(arenaBytes + argumentBytes), options.seed());
      List<MemorySegment> written =
          outputs.stream().map(o -> MemorySegment.ofBuffer(o.data())).toList();
      PlanRunner.Areas areas = new PlanRunner.Areas(all, constants.segment(), places, written);
      Optional<PlanRunner.FailedCheck> failed =
          step.run(areas, all.asSlice(arenaBytes, argumentBytes), options);
      printed = DebugReader.read(manifest.getStep(), areas, failed);
    } finally {
      memory.give(block);
      Reference.reachabilityFence(inputs); // kernels know addresses only
      Reference.reachabilityFence(outputs);
    }
    return new Outputs(outputs, printed);
  }

  private static long aligned(long bytes) {
    return Math.ceilDiv(bytes, NativeMemory.ALIGNMENT) * NativeMemory.ALIGNMENT;
  }

  /** Direct memory in which every element is aligned can be read where it is. */
  private static boolean isUsable(TensorBuffer input) {
    return input.data().isDirect()
        && MemorySegment.ofBuffer(input.data()).address()
                % Manifests.elementBytes(input.type().getDtype())
            == 0;
  }

  private List<MemorySegment> inputPlaces(
      List<TensorBuffer> inputs, MemorySegment space, long seed) {
    List<MemorySegment> places = new ArrayList<>();
    MemorySegment seedPlace = space.asSlice(0, NativeMemory.ALIGNMENT);
    seedPlace.set(ValueLayout.JAVA_LONG, 0, seed);
    long next = NativeMemory.ALIGNMENT;
    for (TensorBuffer input : inputs) {
      MemorySegment place = MemorySegment.ofBuffer(input.data());
      if (!isUsable(input)) {
        MemorySegment copy = space.asSlice(next, place.byteSize());
        next += aligned(place.byteSize());
        place = copy.copyFrom(place);
      }
      places.add(place);
    }
    if (manifest.getSeeded()) {
      places.add(seedPlace);
    }
    return places;
  }

  private List<TensorBuffer> newOutputs() {
    List<TensorBuffer> outputs = new ArrayList<>();
    for (Port port : manifest.getOutputsList()) {
      ByteBuffer data = newBuffer(Manifests.bytes(port.getType()));
      outputs.add(new TensorBuffer(port.getType(), data.order(ByteOrder.LITTLE_ENDIAN)));
    }
    return outputs;
  }

  static ByteBuffer newBuffer(long bytes) {
    try {
      return Arena.ofAuto().allocate(bytes, NativeMemory.ALIGNMENT).asByteBuffer();
    } catch (OutOfMemoryError e) {
      throw new RuntimeFailure("E6004", "no memory for an output of " + bytes + " bytes", e);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    leave();
  }
}
