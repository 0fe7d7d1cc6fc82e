@NullMarked
package mind.server.load;

import org.jspecify.annotations.NullMarked;
