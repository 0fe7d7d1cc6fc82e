/** What the compiler says about a program: stable codes, spans, notes, and their rendering. */
@NullMarked
package mind.compiler.diagnostic;

import org.jspecify.annotations.NullMarked;
