@NullMarked
package mind.client;

import org.jspecify.annotations.NullMarked;
