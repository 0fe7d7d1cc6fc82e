@NullMarked
package mind.server.compile;

import org.jspecify.annotations.NullMarked;
