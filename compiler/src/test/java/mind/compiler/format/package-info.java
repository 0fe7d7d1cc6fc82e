/** Tests of the formatter. */
@NullMarked
package mind.compiler.format;

import org.jspecify.annotations.NullMarked;
