/**
 * A program as an editor sees it: what stands at a place, where it is defined, what could be
 * written there. Reads what the frontend finds, and works for programs with errors.
 */
@NullMarked
package mind.compiler.editor;

import org.jspecify.annotations.NullMarked;
