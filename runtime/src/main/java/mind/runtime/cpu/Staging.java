package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import mind.runtime.Manifests;
import mind.runtime.TensorBuffer;

/**
 * Tensors as kernels can have them: where they are if that is direct memory in which every element
 * is aligned, else in a copy.
 */
final class Staging {
  private record Copy(MemorySegment given, MemorySegment used) {}

  private final List<TensorBuffer> held;
  private final List<MemorySegment> places = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();

  /**
   * @param space has {@link #bytes} for copies
   */
  Staging(List<TensorBuffer> tensors, SegmentAllocator space) {
    held = List.copyOf(tensors);
    for (TensorBuffer tensor : held) {
      MemorySegment given = MemorySegment.ofBuffer(tensor.data());
      if (isUsable(tensor)) {
        places.add(given);
      } else {
        MemorySegment used = space.allocate(given.byteSize(), NativeMemory.ALIGNMENT);
        places.add(used);
        copies.add(new Copy(given, used));
      }
    }
  }

  private static boolean isUsable(TensorBuffer tensor) {
    return tensor.data().isDirect()
        && MemorySegment.ofBuffer(tensor.data()).address()
                % Manifests.elementBytes(tensor.type().getDtype())
            == 0;
  }

  /** Size of what must be copied. */
  static long bytes(List<TensorBuffer> tensors) {
    return tensors.stream()
        .filter(tensor -> !isUsable(tensor))
        .mapToLong(tensor -> NativeMemory.aligned(tensor.data().remaining()))
        .sum();
  }

  /** In the tensors' order; valid as long as this is reachable. */
  List<MemorySegment> places() {
    return places;
  }

  /** The tensors that this keeps reachable. */
  List<TensorBuffer> held() {
    return held;
  }

  /** Before a run, of inputs. */
  void copyIn() {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).used().copyFrom(copies.get(i).given());
    }
  }

  /** After a run, of outputs. */
  void copyOut() {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).given().copyFrom(copies.get(i).used());
    }
  }
}
