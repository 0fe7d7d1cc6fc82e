package mind.compiler.codegen.llvm;

/** LLVM refused what it was given: a defect of this compiler, never of a user's program. */
public final class LlvmFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  LlvmFailure(String message) {
    super(message);
  }
}
