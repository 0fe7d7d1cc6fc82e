@NullMarked
package mind.server;

import org.jspecify.annotations.NullMarked;
