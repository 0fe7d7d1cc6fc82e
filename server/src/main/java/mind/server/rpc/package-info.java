/** The gRPC surface: one handler file per service, and what stands around every call. */
@NullMarked
package mind.server.rpc;

import org.jspecify.annotations.NullMarked;
