@NullMarked
package mind.server.rpc;

import org.jspecify.annotations.NullMarked;
