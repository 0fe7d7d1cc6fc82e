/**
 * Fuzz targets: whatever bytes come in, the frontend answers with diagnostics, in work that is
 * linear in their number. {@code tools/fuzz TARGET [N]} runs one with Jazzer.
 */
@NullMarked
package mind.compiler.fuzz;

import org.jspecify.annotations.NullMarked;
