/**
 * Layout of source text: the syntax tree says what belongs together, the tokens and the gaps
 * between them, which hold the comments, are what is printed.
 */
@NullMarked
package mind.compiler.format;

import org.jspecify.annotations.NullMarked;
