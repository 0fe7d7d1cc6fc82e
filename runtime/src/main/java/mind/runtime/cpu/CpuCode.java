package mind.runtime.cpu;

import java.util.List;
import mind.v1.Manifest;

/**
 * A manifest made ready, and what its calls share.
 *
 * @param kernels by the manifest's numbers
 */
record CpuCode(
    Manifest manifest,
    List<LoadedKernel> kernels,
    NativeMemory constants,
    Workers workers,
    MemoryPool memory,
    OutputMemory outputs) {
  CpuCode {
    kernels = List.copyOf(kernels);
  }

  /** Nothing of it may be in use. */
  void close() {
    kernels.forEach(LoadedKernel::close);
    constants.close();
  }
}
