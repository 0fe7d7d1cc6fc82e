@NullMarked
package mind.server.store;

import org.jspecify.annotations.NullMarked;
