/**
 * Tensors as text for people, and what a program prints: one definition for the interpreter, for
 * compiled code, and for whoever shows results.
 */
@NullMarked
package mind.text;

import org.jspecify.annotations.NullMarked;
