/** What a compile makes: a manifest and the blobs it names, all content-addressed. */
@NullMarked
package mind.compiler.artifact;

import org.jspecify.annotations.NullMarked;
