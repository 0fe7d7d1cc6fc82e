/**
 * The living definition of a program's result: every instruction evaluated in order by its
 * operation's own rule.
 */
@NullMarked
package mind.compiler.interpret;

import org.jspecify.annotations.NullMarked;
