/** What operators see of the service. */
@NullMarked
package mind.server.telemetry;

import org.jspecify.annotations.NullMarked;
