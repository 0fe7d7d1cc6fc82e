/** The commands behind {@code ./mind}. */
@NullMarked
package mind.cli;

import org.jspecify.annotations.NullMarked;
