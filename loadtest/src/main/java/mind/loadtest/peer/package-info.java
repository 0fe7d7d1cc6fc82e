/**
 * Other systems that do the same work: where they are installed, and a process of each that is
 * driven by lines of JSON ({@code tools/bench}).
 */
@NullMarked
package mind.loadtest.peer;

import org.jspecify.annotations.NullMarked;
