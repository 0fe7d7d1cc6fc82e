/**
 * Nests as LLVM IR text, and text as object code. The text is made in plain Java; LLVM itself is
 * behind {@link mind.compiler.codegen.llvm.KernelCompiler} and the owners of its handles, and no
 * type of its bindings leaves this package.
 */
@NullMarked
package mind.compiler.codegen.llvm;

import org.jspecify.annotations.NullMarked;
