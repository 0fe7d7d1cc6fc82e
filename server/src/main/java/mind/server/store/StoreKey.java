package mind.server.store;

/** Names one entry of a store. */
public sealed interface StoreKey permits Digest, RecordKey {}
