/** Tests of the editor view. */
@NullMarked
package mind.compiler.editor;

import org.jspecify.annotations.NullMarked;
