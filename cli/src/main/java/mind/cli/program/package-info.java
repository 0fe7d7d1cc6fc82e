/**
 * A program as the command line sees it: source text, entries, inputs and the dimensions they
 * imply.
 */
@NullMarked
package mind.cli.program;

import org.jspecify.annotations.NullMarked;
