/**
 * What the checker computes with: values that are partly known, dimensions that may be names, and
 * the graph into which operations are recorded. The rules of operators and conversions live here;
 * those of the syntax in {@link mind.compiler.check}.
 */
@NullMarked
package mind.compiler.check.value;

import org.jspecify.annotations.NullMarked;
