package mind.runtime.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mind.runtime.Manifests;
import mind.runtime.Program;
import mind.runtime.RuntimeFailure;
import mind.v1.Digest;
import mind.v1.Kernel;
import mind.v1.Manifest;

/**
 * What the programs of a process share: linked kernels, worker threads, and memory kept between
 * calls.
 */
public final class CpuRuntime implements AutoCloseable {
  private static final int IDLE_KERNELS = 4096;
  private static final long IDLE_BYTES = 256L << 20;

  private final KernelLibrary library;
  private final Workers workers;
  private final MemoryPool memory;
  private final OutputMemory outputs;

  /** A runtime with this many worker threads besides the callers' own. */
  public CpuRuntime(int workers) {
    this(workers, IDLE_KERNELS, false);
  }

  /** A runtime whose memory holds NaNs before each use: for tests that nothing old is read. */
  public static CpuRuntime poisoned(int workers) {
    return new CpuRuntime(workers, IDLE_KERNELS, true);
  }

  /**
   * @param idleKernels to keep linked
   * @param poisoned fill memory with NaNs before each use
   */
  CpuRuntime(int workers, int idleKernels, boolean poisoned) {
    library = new KernelLibrary(idleKernels);
    this.workers = new Workers(workers);
    memory = new MemoryPool(IDLE_BYTES, poisoned);
    outputs = new OutputMemory(memory);
  }

  /**
   * Makes a manifest ready to be called.
   *
   * @param blobs content by digest, checked against it by the caller
   * @throws RuntimeFailure E6002 if its target can't run here; E6003 if it isn't well formed or a
   *     kernel can't be linked; E6004 if there is no memory
   */
  public Program load(Manifest manifest, Function<Digest, byte[]> blobs) {
    Manifests.check(manifest, HostTargets.names());
    List<LoadedKernel> kernels = new ArrayList<>();
    try {
      for (Kernel kernel : manifest.getKernelsList()) {
        Digest digest = kernel.getObject();
        kernels.add(library.load(digest.getHash(), kernel.getName(), () -> blobs.apply(digest)));
      }
      NativeMemory constants = constants(manifest, blobs);
      return new CpuProgram(new CpuCode(manifest, kernels, constants, workers, memory, outputs));
    } catch (RuntimeException | Error e) {
      kernels.forEach(LoadedKernel::close);
      throw e;
    }
  }

  private static NativeMemory constants(Manifest manifest, Function<Digest, byte[]> blobs) {
    if (!manifest.hasConstants()) {
      return new NativeMemory(0);
    }
    byte[] bytes = blobs.apply(manifest.getConstants());
    if (bytes.length != manifest.getConstants().getSizeBytes()) {
      throw new RuntimeFailure("E6003", "manifest: constants are of another size");
    }
    NativeMemory memory = new NativeMemory(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory.segment(), 0, bytes.length);
    return memory;
  }

  /** How many kernels are linked. */
  public int linkedKernels() {
    return library.size();
  }

  /** Ends the workers and frees everything; no program may be in use. */
  @Override
  public void close() {
    workers.close();
    memory.close();
    library.close();
  }
}
