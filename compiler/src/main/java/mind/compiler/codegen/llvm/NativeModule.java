package mind.compiler.codegen.llvm;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMPassBuilderOptionsRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.global.LLVM;

/**
 * Owns an LLVM module and the context it lives in. A context for each module keeps what LLVM
 * interns from piling up.
 */
final class NativeModule implements AutoCloseable {
  private static final String NAME = "mind";

  private final LLVMContextRef context = LLVM.LLVMContextCreate();
  private final LLVMModuleRef module = new LLVMModuleRef();

  /** Parses IR text. */
  NativeModule(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (BytePointer data = new BytePointer(bytes);
        BytePointer name = new BytePointer(NAME)) {
      LLVMMemoryBufferRef buffer =
          LLVM.LLVMCreateMemoryBufferWithMemoryRangeCopy(data, bytes.length, name);
      BytePointer error = new BytePointer();
      if (LLVM.LLVMParseIRInContext(context, buffer, module, error) != 0) {
        LLVM.LLVMContextDispose(context);
        throw new LlvmFailure("IR does not parse: " + take(error) + "\n" + text);
      }
    }
  }

  /**
   * Runs passes, named as {@code opt -passes} takes them, with the machine's costs and data layout.
   */
  void optimise(String passes, NativeMachine machine) {
    LLVMTargetMachineRef target = machine.reference();
    machine.setLayout(module);
    LLVMPassBuilderOptionsRef options = LLVM.LLVMCreatePassBuilderOptions();
    LLVMErrorRef error = LLVM.LLVMRunPasses(module, passes, target, options);
    LLVM.LLVMDisposePassBuilderOptions(options);
    if (error != null && !error.isNull()) {
      BytePointer text = LLVM.LLVMGetErrorMessage(error);
      String message = text.getString();
      LLVM.LLVMDisposeErrorMessage(text);
      throw new LlvmFailure("passes: " + message);
    }
  }

  /** Machine code: an object, or assembly text. */
  byte[] emit(NativeMachine machine, boolean assembly) {
    int kind = assembly ? LLVM.LLVMAssemblyFile : LLVM.LLVMObjectFile;
    LLVMMemoryBufferRef buffer = new LLVMMemoryBufferRef();
    BytePointer error = new BytePointer();
    if (LLVM.LLVMTargetMachineEmitToMemoryBuffer(machine.reference(), module, kind, error, buffer)
        != 0) {
      throw new LlvmFailure("code generation: " + take(error));
    }
    byte[] code = new byte[Math.toIntExact(LLVM.LLVMGetBufferSize(buffer))];
    LLVM.LLVMGetBufferStart(buffer).get(code);
    LLVM.LLVMDisposeMemoryBuffer(buffer);
    return code;
  }

  /** Copies a message that LLVM gave away, and frees it. */
  private static String take(BytePointer text) {
    if (text.isNull()) {
      return "no message";
    }
    String copy = text.getString();
    LLVM.LLVMDisposeMessage(text);
    return copy;
  }

  /** The module as IR text. */
  String text() {
    return take(LLVM.LLVMPrintModuleToString(module));
  }

  @Override
  public void close() {
    LLVM.LLVMDisposeModule(module);
    LLVM.LLVMContextDispose(context);
  }
}
