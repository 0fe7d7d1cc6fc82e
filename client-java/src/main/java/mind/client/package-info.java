/** A typed client of the service. */
@NullMarked
package mind.client;

import org.jspecify.annotations.NullMarked;
