package mind.compiler.codegen.llvm;

import mind.compiler.schedule.Target;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;
import org.bytedeco.llvm.global.LLVM;

/** Owns LLVM's code generator for one target. Not for two threads at once. */
final class NativeMachine implements AutoCloseable {
  /**
   * Passes of the code generator that have little to do in this text, whose addresses are sums of
   * what is hoisted and one step, and whose equal instructions are written once. Without them it
   * takes a third less time, and kernels for x86 are as fast; without the scheduler or the hoisting
   * of constants they are not.
   */
  private static final String[] OFF = {
    "-disable-lsr", "-disable-cgp", "-disable-machine-cse", "-disable-copyprop"
  };

  static {
    LLVM.LLVMInitializeX86TargetInfo();
    LLVM.LLVMInitializeX86Target();
    LLVM.LLVMInitializeX86TargetMC();
    LLVM.LLVMInitializeX86AsmPrinter();
    LLVM.LLVMInitializeAArch64TargetInfo();
    LLVM.LLVMInitializeAArch64Target();
    LLVM.LLVMInitializeAArch64TargetMC();
    LLVM.LLVMInitializeAArch64AsmPrinter();
    setOptions(OFF);
  }

  private final LLVMTargetMachineRef machine;
  private final LLVMTargetDataRef layout;

  NativeMachine(Target target) {
    LLVMTargetRef found = new LLVMTargetRef();
    try (BytePointer triple = new BytePointer(target.triple())) {
      if (LLVM.LLVMGetTargetFromTriple(triple, found, new BytePointer()) != 0) {
        throw new LlvmFailure("no code generator for " + target.triple());
      }
    }
    machine =
        LLVM.LLVMCreateTargetMachine(
            found,
            target.triple(),
            target.cpu(),
            target.features(),
            LLVM.LLVMCodeGenLevelDefault,
            LLVM.LLVMRelocPIC,
            LLVM.LLVMCodeModelSmall);
    layout = LLVM.LLVMCreateTargetDataLayout(machine);
  }

  /** Sets options of the code generator, which LLVM keeps for the whole process. */
  private static void setOptions(String... options) {
    String[] all = new String[1 + options.length];
    all[0] = "mind";
    System.arraycopy(options, 0, all, 1, options.length);
    try (PointerPointer<BytePointer> arguments = new PointerPointer<>(all)) {
      LLVM.LLVMParseCommandLineOptions(all.length, arguments, (BytePointer) null);
    }
  }

  LLVMTargetMachineRef reference() {
    return machine;
  }

  /** Gives a module the target's data layout. */
  void setLayout(LLVMModuleRef module) {
    LLVM.LLVMSetModuleDataLayout(module, layout);
  }

  @Override
  public void close() {
    LLVM.LLVMDisposeTargetData(layout);
    LLVM.LLVMDisposeTargetMachine(machine);
  }
}
