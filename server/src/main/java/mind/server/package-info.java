/** The gRPC service: handlers, stores, limits and telemetry. */
@NullMarked
package mind.server;

import org.jspecify.annotations.NullMarked;
