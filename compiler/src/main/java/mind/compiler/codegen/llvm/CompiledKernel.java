package mind.compiler.codegen.llvm;

/**
 * A kernel's code.
 *
 * @param object a relocatable ELF object that needs no other symbols
 */
public record CompiledKernel(byte[] object) {}
