/**
 * What survives a request: blobs named by their SHA-256, and signed records that say what was made
 * from what.
 *
 * <p>{@link mind.server.store.Store} is the one interface. {@link mind.server.store.MemoryStore}
 * and {@link mind.server.store.DiskStore} hold things; {@link mind.server.store.VerifyingStore},
 * {@link mind.server.store.MeteredStore} and {@link mind.server.store.TieredStore} are decorators
 * with one concern each. {@link mind.server.store.Stores} stacks them.
 */
@NullMarked
package mind.server.store;

import org.jspecify.annotations.NullMarked;
