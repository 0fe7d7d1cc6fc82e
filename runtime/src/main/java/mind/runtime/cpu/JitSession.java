package mind.runtime.cpu;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMOrcJITDylibRef;
import org.bytedeco.llvm.LLVM.LLVMOrcLLJITRef;
import org.bytedeco.llvm.LLVM.LLVMOrcResourceTrackerRef;
import org.bytedeco.llvm.global.LLVM;
import org.jspecify.annotations.Nullable;

/**
 * Owns an ORC session: object code linked into this process. Symbols of a session are distinct.
 *
 * <p>Kernels need nothing but themselves. Should code generation ever call memcpy or memset, it
 * finds those of the process.
 */
final class JitSession implements AutoCloseable {
  static {
    LLVM.LLVMInitializeNativeTarget();
    LLVM.LLVMInitializeNativeAsmPrinter();
  }

  /** Code in memory, until it is removed. */
  record Linked(LLVMOrcResourceTrackerRef tracker, long address) {}

  private final LLVMOrcLLJITRef jit = new LLVMOrcLLJITRef();

  JitSession() {
    check(LLVM.LLVMOrcCreateLLJIT(jit, null), "no JIT");
  }

  /** Links an object and finds the address of one of its functions. */
  Linked link(byte[] object, String symbol) {
    LLVMOrcJITDylibRef main = LLVM.LLVMOrcLLJITGetMainJITDylib(jit);
    LLVMOrcResourceTrackerRef tracker = LLVM.LLVMOrcJITDylibCreateResourceTracker(main);
    try (BytePointer bytes = new BytePointer(object);
        BytePointer name = new BytePointer(symbol)) {
      LLVMMemoryBufferRef buffer =
          LLVM.LLVMCreateMemoryBufferWithMemoryRangeCopy(bytes, object.length, name);
      check(LLVM.LLVMOrcLLJITAddObjectFileWithRT(jit, tracker, buffer), symbol);
      long[] address = new long[1];
      check(LLVM.LLVMOrcLLJITLookup(jit, address, symbol), symbol);
      return new Linked(tracker, address[0]);
    } catch (LinkFailure e) {
      remove(new Linked(tracker, 0));
      throw e;
    }
  }

  /** Frees linked code; nothing may run it. */
  void remove(Linked linked) {
    check(LLVM.LLVMOrcResourceTrackerRemove(linked.tracker()), "remove");
    LLVM.LLVMOrcReleaseResourceTracker(linked.tracker());
  }

  /** ORC refused an object. */
  static final class LinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    LinkFailure(String message) {
      super(message);
    }
  }

  private static void check(@Nullable LLVMErrorRef error, String what) {
    if (error != null && !error.isNull()) {
      BytePointer text = LLVM.LLVMGetErrorMessage(error);
      String message = text.getString();
      LLVM.LLVMDisposeErrorMessage(text);
      throw new LinkFailure(what + ": " + message);
    }
  }

  @Override
  public void close() {
    check(LLVM.LLVMOrcDisposeLLJIT(jit), "dispose");
  }
}
