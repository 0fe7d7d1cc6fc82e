/**
 * The built-ins: one table of names and parameters, and a class for each family that composes them
 * from the 19 operations, for accuracy of the value and of its derivatives.
 */
@NullMarked
package mind.compiler.check.builtins;

import org.jspecify.annotations.NullMarked;
