/**
 * What must hold of every operation and of random programs: one meaning in text, interpreter,
 * nests, derivative and native code.
 */
@NullMarked
package mind.laws;

import org.jspecify.annotations.NullMarked;
