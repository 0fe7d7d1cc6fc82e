/** Source text as bytes, and places in it. */
@NullMarked
package mind.compiler.source;

import org.jspecify.annotations.NullMarked;
