/** Who made an artifact: signatures over statements, and the key that makes them. */
@NullMarked
package mind.server.attest;

import org.jspecify.annotations.NullMarked;
