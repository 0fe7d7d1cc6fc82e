/** The formatter as a command: it needs no server. */
@NullMarked
package mind.cli.format;

import org.jspecify.annotations.NullMarked;
