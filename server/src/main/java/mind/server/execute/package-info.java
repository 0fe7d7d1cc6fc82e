/** Runs attested artifacts: checks inputs, keeps loaded programs, calls the runtime. */
@NullMarked
package mind.server.execute;

import org.jspecify.annotations.NullMarked;
