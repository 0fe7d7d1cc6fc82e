/** Tests of texts for people. */
@NullMarked
package mind.text;

import org.jspecify.annotations.NullMarked;
