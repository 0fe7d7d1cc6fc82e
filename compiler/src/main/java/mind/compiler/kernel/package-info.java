/**
 * The vocabulary between operations and machines: scalar code, nests, and a plain evaluator that
 * says what they mean. Depends on nothing, so that operations may speak it and back ends need know
 * nothing else.
 */
@NullMarked
package mind.compiler.kernel;

import org.jspecify.annotations.NullMarked;
