/** Tests of the language server and the grammar. */
@NullMarked
package mind.cli.lsp;

import org.jspecify.annotations.NullMarked;
