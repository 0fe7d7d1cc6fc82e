/** Tests of the load test, and of how modules and packages depend on each other. */
@NullMarked
package mind.loadtest;

import org.jspecify.annotations.NullMarked;
