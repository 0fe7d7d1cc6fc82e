/** How much runs at once, for how long, and how often. */
@NullMarked
package mind.server.load;

import org.jspecify.annotations.NullMarked;
