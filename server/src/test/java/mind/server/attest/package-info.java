@NullMarked
package mind.server.attest;

import org.jspecify.annotations.NullMarked;
