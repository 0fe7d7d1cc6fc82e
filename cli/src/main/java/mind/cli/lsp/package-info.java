/** The language server: what an editor asks, in the terms of the Language Server Protocol. */
@NullMarked
package mind.cli.lsp;

import org.jspecify.annotations.NullMarked;
