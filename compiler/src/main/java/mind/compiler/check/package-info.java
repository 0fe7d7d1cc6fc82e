/**
 * Syntax tree to IR in one pass, with every name, dtype and shape checked on the way. A call is
 * checked by looking at the function's body with the arguments in place of the parameters, which
 * inlines it; a function is also looked at once for itself, its named dimensions standing for any
 * size.
 *
 * <p>{@link mind.compiler.check.Frontend} is the entry.
 */
@NullMarked
package mind.compiler.check;

import org.jspecify.annotations.NullMarked;
