/**
 * Training of any program that has init and step: data, batches, steps over gRPC, progress and
 * report.
 */
@NullMarked
package mind.cli.train;

import org.jspecify.annotations.NullMarked;
