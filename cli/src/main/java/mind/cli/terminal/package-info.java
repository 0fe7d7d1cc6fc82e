/** How commands speak: streams, exit codes, JSON, tensors and digests as text. */
@NullMarked
package mind.cli.terminal;

import org.jspecify.annotations.NullMarked;
