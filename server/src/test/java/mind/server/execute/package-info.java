@NullMarked
package mind.server.execute;

import org.jspecify.annotations.NullMarked;
