/**
 * How a nest is run on a target: rewrites that make nests alike, and the decisions that decide
 * speed, never bits.
 */
@NullMarked
package mind.compiler.schedule;

import org.jspecify.annotations.NullMarked;
