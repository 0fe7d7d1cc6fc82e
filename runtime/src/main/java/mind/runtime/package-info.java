/** Loads compiled artifacts and runs them. */
@NullMarked
package mind.runtime;

import org.jspecify.annotations.NullMarked;
