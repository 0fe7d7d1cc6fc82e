/** From a request to an attested artifact: action keys, the artifact cache, flights. */
@NullMarked
package mind.server.compile;

import org.jspecify.annotations.NullMarked;
