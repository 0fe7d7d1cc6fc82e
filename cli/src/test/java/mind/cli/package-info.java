/** The commands as users and scripts see them: in process, over a real server. */
@NullMarked
package mind.cli;

import org.jspecify.annotations.NullMarked;
