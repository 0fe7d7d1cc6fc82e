/** Sound source programs of every construct, made from choices, and what must hold of them. */
@NullMarked
package mind.laws.source;

import org.jspecify.annotations.NullMarked;
