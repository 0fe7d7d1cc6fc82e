/**
 * Running kernels on the host's processors: ORC links their objects, the foreign function interface
 * calls them, a fixed pool of threads shares the parts of a plan's stages. No type of LLVM's
 * bindings leaves this package.
 */
@NullMarked
package mind.runtime.cpu;

import org.jspecify.annotations.NullMarked;
