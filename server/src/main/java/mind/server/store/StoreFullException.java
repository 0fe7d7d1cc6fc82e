package mind.server.store;

/** The bound of a store leaves no room, and nothing in it is old enough to go. */
public final class StoreFullException extends StoreException {
  StoreFullException(long bytes, long maxBytes) {
    super(
        "the store's bound of %d bytes leaves no room for %d more: everything in it is younger than the minimal lifetime"
            .formatted(maxBytes, bytes));
  }
}
