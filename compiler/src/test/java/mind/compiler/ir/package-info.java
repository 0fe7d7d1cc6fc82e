/** Tests of the IR's text forms. */
@NullMarked
package mind.compiler.ir;

import org.jspecify.annotations.NullMarked;
