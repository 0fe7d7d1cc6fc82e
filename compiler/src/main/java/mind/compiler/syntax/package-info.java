/**
 * Bytes to tokens to syntax tree. The lexer keeps tokens in arrays and gives every name a number;
 * the parser is recursive descent with one token of lookahead, and goes on after an error.
 */
@NullMarked
package mind.compiler.syntax;

import org.jspecify.annotations.NullMarked;
