/** What can go wrong, in the service's own words; {@code rpc} turns it into statuses. */
@NullMarked
package mind.server.failure;

import org.jspecify.annotations.NullMarked;
